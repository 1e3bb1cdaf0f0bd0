// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import io.eventforwarder.decode.HeaderCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The decoder's view of Kafka headers. One instance serves record after record. */
public final class KafkaHeaderCursor implements HeaderCursor {

  private Iterator<Header> remaining;

  private byte[] name;
  private int nameStart;
  private int nameEnd;
  private byte[] value;
  private int valueStart;
  private int valueEnd;

  /** Starts over before the first of {@code headers}. */
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
    takeName(header);
    takeValue(header);
    return true;
  }

  private void takeName(Header header) {
    ByteBuffer view = HeaderViews.name(header);
    if (view == null) {
      name = header.key().getBytes(StandardCharsets.UTF_8);
      nameStart = 0;
      nameEnd = name.length;
    } else {
      name = view.array();
      nameStart = view.arrayOffset() + view.position();
      nameEnd = nameStart + view.remaining();
    }
  }

  private void takeValue(Header header) {
    ByteBuffer view = HeaderViews.value(header);
    if (view == null) {
      value = header.value();
      valueStart = 0;
      valueEnd = value == null ? 0 : value.length;
    } else {
      value = view.array();
      valueStart = view.arrayOffset() + view.position();
      valueEnd = valueStart + view.remaining();
    }
  }

  @Override
  public byte[] name() {
    return name;
  }

  @Override
  public int nameStart() {
    return nameStart;
  }

  @Override
  public int nameEnd() {
    return nameEnd;
  }

  @Override
  public byte[] value() {
    return value;
  }

  @Override
  public int valueStart() {
    return valueStart;
  }

  @Override
  public int valueEnd() {
    return valueEnd;
  }
}
