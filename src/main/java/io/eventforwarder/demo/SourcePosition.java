/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.demo;

import io.eventforwarder.source.ProvenanceHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Where a source record stands. */
public record SourcePosition(String topic, int partition, long offset) {

  /**
   * The position that an output record names in its provenance headers.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static SourcePosition of(Headers headers) {
    return new SourcePosition(
        text(headers, ProvenanceHeaders.TOPIC),
        Integer.parseInt(text(headers, ProvenanceHeaders.PARTITION)),
        Long.parseLong(text(headers, ProvenanceHeaders.OFFSET)));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null) {
      throw new IllegalArgumentException("an output record has no header " + name);
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
