/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.source;

import java.nio.charset.StandardCharsets;
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
  public static void add(Headers headers, String topic, int partition, long offset) {
    headers.add(TOPIC, topic.getBytes(StandardCharsets.UTF_8));
    headers.add(PARTITION, Integer.toString(partition).getBytes(StandardCharsets.ISO_8859_1));
    headers.add(OFFSET, Long.toString(offset).getBytes(StandardCharsets.ISO_8859_1));
  }
}
