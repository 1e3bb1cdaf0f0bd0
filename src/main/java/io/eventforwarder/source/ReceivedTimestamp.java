// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;

/** When Sentry received a record's event: a header with decimal seconds since the epoch. */
public final class ReceivedTimestamp {

  public static final String HEADER = "Received-Timestamp";

  private ReceivedTimestamp() {}

  /** Milliseconds since the epoch; empty if the header is absent or no number. */
  public static OptionalLong read(Headers headers) {
    String seconds = Coordinates.text(headers, HEADER);
    try {
      double millis = seconds == null ? -1 : Double.parseDouble(seconds) * 1000;
      return millis > 0 && millis < Long.MAX_VALUE
          ? OptionalLong.of(Math.round(millis))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
