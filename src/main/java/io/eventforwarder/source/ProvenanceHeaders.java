// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Headers of every record that we write: topic, partition and offset of its source record, in
 * UTF-8, numbers in decimal. With them anyone can audit the output against the input.
 */
public final class ProvenanceHeaders {

  public static final String TOPIC = "forwarder.source.topic";
  public static final String PARTITION = "forwarder.source.partition";
  public static final String OFFSET = "forwarder.source.offset";

  /**
   * The source record's timestamp, decimal milliseconds since the epoch. Present only if the
   * written record has another timestamp.
   */
  public static final String TIMESTAMP = "forwarder.source.timestamp";

  private ProvenanceHeaders() {}

  /** Appends the three headers. */
  public static void add(Headers headers, Coordinates source) {
    source.write(headers, TOPIC, PARTITION, OFFSET);
  }

  /** Appends the source record's timestamp. */
  public static void addTimestamp(Headers headers, long timestamp) {
    headers.add(TIMESTAMP, Long.toString(timestamp).getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * The timestamp of a record to write: its source record's. The producer accepts no negative one,
   * which is therefore written to the header.
   *
   * @return null for the current time
   */
  public static Long timestamp(Headers headers, long source) {
    if (source >= 0) {
      return source;
    }
    addTimestamp(headers, source);
    return null;
  }

  /**
   * The timestamp of a written record's source record.
   *
   * @param written the written record's own timestamp, returned unless a header has another. The
   *     first of several headers counts: a record that was sent again keeps its first timestamp
   */
  public static long readTimestamp(Headers headers, long written) {
    for (Header header : headers.headers(TIMESTAMP)) {
      try {
        return Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
      } catch (RuntimeException e) {
        // Null or no number, so not ours.
        continue;
      }
    }
    return written;
  }

  /** The source record's coordinates; empty unless all three headers are valid. */
  public static Optional<Coordinates> read(Headers headers) {
    return Optional.ofNullable(Coordinates.read(headers, TOPIC, PARTITION, OFFSET));
  }
}
