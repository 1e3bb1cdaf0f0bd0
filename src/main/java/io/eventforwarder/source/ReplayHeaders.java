// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * What a record that was put back on its source topic carries beside its own headers: how often
 * that was done, and where the record stood at its first attempt. A task takes its identity from
 * there, so that a replay cannot dispatch the same task under another id. A task that a replay
 * dispatched itself carries the count alone.
 */
public final class ReplayHeaders {

  public static final String PREFIX = "forwarder.replay.";

  public static final String COUNT = "forwarder.replay.count";
  public static final String ORIGIN_TOPIC = "forwarder.replay.origin-topic";
  public static final String ORIGIN_PARTITION = "forwarder.replay.origin-partition";
  public static final String ORIGIN_OFFSET = "forwarder.replay.origin-offset";

  private static final HeaderName ORIGIN_OFFSET_NAME = new HeaderName(ORIGIN_OFFSET);

  private ReplayHeaders() {}

  /** Appends the four headers. */
  public static void add(Headers headers, int count, Coordinates origin) {
    addCount(headers, count);
    origin.write(headers, ORIGIN_TOPIC, ORIGIN_PARTITION, ORIGIN_OFFSET);
  }

  /** Appends how often a record was replayed. */
  public static void addCount(Headers headers, int count) {
    headers.add(COUNT, Integer.toString(count).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** How often the record was put back; 0 if it does not say so in a number. */
  public static int count(Headers headers) {
    long count = Coordinates.number(Coordinates.text(headers, COUNT));
    return (int) Math.min(Math.max(count, 0), Integer.MAX_VALUE - 1);
  }

  /**
   * Where the record stood at its first attempt.
   *
   * @param current where it stands; the answer unless all three origin headers are there and valid
   */
  public static Coordinates origin(Headers headers, Coordinates current) {
    // Nearly every record has none: one pass without Strings must settle it.
    if (!ORIGIN_OFFSET_NAME.isAmong(headers)) {
      return current;
    }
    Coordinates origin = Coordinates.read(headers, ORIGIN_TOPIC, ORIGIN_PARTITION, ORIGIN_OFFSET);
    return origin == null ? current : origin;
  }
}
