// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import io.eventforwarder.decode.HeaderCursor;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The decoder's view of Kafka headers. One instance serves record after record. */
public final class KafkaHeaderCursor implements HeaderCursor {

  private Iterator<Header> remaining;
  private ByteBuffer name;
  private ByteBuffer value;

  /** Moves before the first of {@code headers}. */
  public KafkaHeaderCursor over(Headers headers) {
    remaining = headers.iterator();
    return this;
  }

  @Override
  public boolean next() {
    if (!remaining.hasNext()) {
      return false;
    }
    Header header = remaining.next();
    name = HeaderViews.name(header);
    value = HeaderViews.value(header);
    return true;
  }

  @Override
  public byte[] name() {
    return name.array();
  }

  @Override
  public int nameStart() {
    return name.arrayOffset() + name.position();
  }

  @Override
  public int nameEnd() {
    return name.arrayOffset() + name.limit();
  }

  @Override
  public byte[] value() {
    return value == null ? null : value.array();
  }

  @Override
  public int valueStart() {
    return value == null ? 0 : value.arrayOffset() + value.position();
  }

  @Override
  public int valueEnd() {
    return value == null ? 0 : value.arrayOffset() + value.limit();
  }
}
