// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 100} or {@code 100/s}. */
final class RateConverter implements ITypeConverter<Double> {

  private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(?:/s)?");

  @Override
  public Double convert(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches() || Double.parseDouble(rate.group(1)) == 0) {
      throw new TypeConversionException(
          "'" + text + "' is not a rate above 0; write for example 100 or 100/s");
    }
    return Double.valueOf(rate.group(1));
  }
}
