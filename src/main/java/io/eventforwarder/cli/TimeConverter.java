// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a point in time: ISO-8601, milliseconds since the epoch, or how long ago. */
final class TimeConverter implements ITypeConverter<Instant> {

  private static final Pattern AGO = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,18}");

  /** Without a zone, the time is UTC. */
  private static final List<Function<String, Instant>> ISO_8601 =
      List.of(
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
          text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

  private final Instant now = Instant.now();

  @Override
  public Instant convert(String text) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
    }
    if (MILLISECONDS.matcher(text).matches()) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    for (Function<String, Instant> form : ISO_8601) {
      try {
        return form.apply(text);
      } catch (DateTimeParseException e) {
        // Not this form.
      }
    }
    throw new TypeConversionException(
        "'%s' is not a time; write for example 2026-03-01T12:00:00Z, 1772366400000 or 2h"
            .formatted(text));
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
