// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.source.OffsetRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 5}, {@code 5..9}, {@code 5..} or {@code ..9}; both ends are included. */
final class OffsetRangeConverter implements ITypeConverter<OffsetRange> {

  private static final Pattern RANGE = Pattern.compile("(\\d{0,18})(\\.\\.)?(\\d{0,18})");

  @Override
  public OffsetRange convert(String text) {
    Matcher range = RANGE.matcher(text);
    if (!range.matches() || (range.group(1).isEmpty() && range.group(3).isEmpty())) {
      throw new TypeConversionException(
          "'" + text + "' is not a range of offsets; write for example 5, 5..9, 5.. or ..9");
    }
    long first = range.group(1).isEmpty() ? 0 : Long.parseLong(range.group(1));
    if (range.group(2) == null) {
      return OffsetRange.of(first);
    }
    long to = range.group(3).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(3)) + 1;
    if (to <= first) {
      throw new TypeConversionException("'" + text + "' ends before it starts");
    }
    return new OffsetRange(first, to);
  }
}
