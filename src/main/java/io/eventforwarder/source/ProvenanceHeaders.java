// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * Where a written record comes from: topic, partition and offset of its source record, as header
 * values in UTF-8, the numbers in decimal. With them anyone can audit the output against the input.
 */
public final class ProvenanceHeaders {

  public static final String TOPIC = "forwarder.source.topic";
  public static final String PARTITION = "forwarder.source.partition";
  public static final String OFFSET = "forwarder.source.offset";

  private ProvenanceHeaders() {}

  /** Appends the three headers. */
  public static void add(Headers headers, Coordinates source) {
    source.write(headers, TOPIC, PARTITION, OFFSET);
  }

  /** Where the written record says it comes from; empty if it does not say all three. */
  public static Optional<Coordinates> read(Headers headers) {
    return Optional.ofNullable(Coordinates.read(headers, TOPIC, PARTITION, OFFSET));
  }
}
