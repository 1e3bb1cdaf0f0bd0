// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.source.OffsetRange;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.TypeConversionException;

/** Reads values of options that picocli cannot read itself. */
final class Converters {

  private static final Pattern RANGE = Pattern.compile("(\\d{0,18})(\\.\\.)?(\\d{0,18})");
  private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(?:/s)?");
  private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,18}");
  private static final Pattern AGO = Pattern.compile("\\d{1,9}(ms|s|m|h|d)");

  /** Without a time of day, midnight; without a zone, UTC. */
  private static final DateTimeFormatter ISO_8601 =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter();

  private Converters() {}

  /** Reads ISO-8601, milliseconds since the epoch, or how long ago. */
  static Instant time(String text) {
    if (AGO.matcher(text).matches()) {
      return Instant.now().minus(TimeUtils.parseDuration(text));
    }
    if (MILLISECONDS.matcher(text).matches()) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    try {
      return ISO_8601.parse(text, Instant::from);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'%s' is not a time; write for example 2026-03-01T12:00:00Z, 1772366400000 or 2h"
              .formatted(text));
    }
  }

  /** Reads {@code 5}, {@code 5..9}, {@code 5..} or {@code ..9}; both ends are included. */
  static OffsetRange offsets(String text) {
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

  /** Reads {@code 100} or {@code 100/s}. */
  static double rate(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches() || Double.parseDouble(rate.group(1)) == 0) {
      throw new TypeConversionException(
          "'" + text + "' is not a rate above 0; write for example 100 or 100/s");
    }
    return Double.parseDouble(rate.group(1));
  }
}
