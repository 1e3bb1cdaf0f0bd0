/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.testing;

import io.eventforwarder.decode.HeaderCursor;
import java.util.Iterator;
import java.util.List;

/** Headers without Kafka. */
public final class TestHeaders {

  private TestHeaders() {}

  public record Header(String name, byte[] value) {}

  public static HeaderCursor cursor(List<Header> headers) {
    Iterator<Header> iterator = headers.iterator();
    return new HeaderCursor() {
      private Header current;

      @Override
      public boolean next() {
        current = iterator.hasNext() ? iterator.next() : null;
        return current != null;
      }

      @Override
      public String name() {
        return current.name();
      }

      @Override
      public byte[] value() {
        return current.value();
      }
    };
  }
}
