// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Headers that a replay adds to a record that it writes to the source topic again: how often that
 * was done, and the coordinates of the record's first attempt. A task's id is made of those
 * coordinates, so that a replay cannot dispatch the same task under another id. A task that a
 * replay dispatches itself has the count alone.
 */
public final class ReplayHeaders {

  public static final String PREFIX = "forwarder.replay.";

  public static final String COUNT = "forwarder.replay.count";
  public static final String ORIGIN_TOPIC = "forwarder.replay.origin-topic";
  public static final String ORIGIN_PARTITION = "forwarder.replay.origin-partition";
  public static final String ORIGIN_OFFSET = "forwarder.replay.origin-offset";

  private static final ByteBuffer ORIGIN_OFFSET_UTF8 = HeaderViews.utf8(ORIGIN_OFFSET);

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

  /** How often the record was replayed; 0 if it has no valid count. */
  public static int count(Headers headers) {
    long count = Coordinates.number(Coordinates.text(headers, COUNT));
    return (int) Math.min(Math.max(count, 0), Integer.MAX_VALUE - 1);
  }

  /**
   * The coordinates of the record's first attempt.
   *
   * @param current the record's coordinates; returned unless all three origin headers are valid
   */
  public static Coordinates origin(Headers headers, Coordinates current) {
    // Nearly every record has none. One pass without Strings finds that out.
    for (Header header : headers) {
      if (HeaderViews.name(header).equals(ORIGIN_OFFSET_UTF8)) {
        Coordinates origin =
            Coordinates.read(headers, ORIGIN_TOPIC, ORIGIN_PARTITION, ORIGIN_OFFSET);
        return origin == null ? current : origin;
      }
    }
    return current;
  }
}
