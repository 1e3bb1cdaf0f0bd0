// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to start reading without a checkpoint.
 *
 * @param timestamp milliseconds since the epoch, for {@link Position#TIMESTAMP} only
 */
public record StartFrom(Position position, long timestamp) implements Serializable {

  private static final Pattern TIMESTAMP = Pattern.compile("timestamp:(\\d{1,18})");

  /** The choices of {@code source.start-from}. */
  public enum Position {
    COMMITTED,
    EARLIEST,
    LATEST,
    TIMESTAMP
  }

  static Optional<StartFrom> parse(String text) {
    Matcher matcher = TIMESTAMP.matcher(text);
    if (matcher.matches()) {
      return Optional.of(new StartFrom(Position.TIMESTAMP, Long.parseLong(matcher.group(1))));
    }
    return switch (text) {
      case "committed" -> Optional.of(new StartFrom(Position.COMMITTED, -1));
      case "earliest" -> Optional.of(new StartFrom(Position.EARLIEST, -1));
      case "latest" -> Optional.of(new StartFrom(Position.LATEST, -1));
      default -> Optional.empty();
    };
  }
}
