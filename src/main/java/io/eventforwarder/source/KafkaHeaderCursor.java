/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.source;

import io.eventforwarder.decode.HeaderCursor;
import java.util.Iterator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The decoder's view of Kafka headers. One instance serves record after record. */
public final class KafkaHeaderCursor implements HeaderCursor {

  private Iterator<Header> remaining;
  private Header current;

  /** Starts over before the first of {@code headers}. */
  public KafkaHeaderCursor over(Headers headers) {
    remaining = headers.iterator();
    current = null;
    return this;
  }

  @Override
  public boolean next() {
    if (!remaining.hasNext()) {
      return false;
    }
    current = remaining.next();
    return true;
  }

  @Override
  public String name() {
    return current.key();
  }

  @Override
  public byte[] value() {
    return current.value();
  }
}
