// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.decode.HeaderCursor;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Headers without Kafka. */
public final class TestHeaders {

  private TestHeaders() {}

  public record Header(String name, byte[] value) {}

  public static HeaderCursor cursor(List<Header> headers) {
    Iterator<Header> iterator = headers.iterator();
    return new HeaderCursor() {
      private byte[] name;
      private byte[] value;

      @Override
      public boolean next() {
        if (!iterator.hasNext()) {
          return false;
        }
        Header header = iterator.next();
        name = surrounded(header.name().getBytes(StandardCharsets.UTF_8));
        value = header.value() == null ? null : surrounded(header.value());
        return true;
      }

      @Override
      public byte[] name() {
        return name;
      }

      @Override
      public int nameStart() {
        return 1;
      }

      @Override
      public int nameEnd() {
        return name.length - 1;
      }

      @Override
      public byte[] value() {
        return value;
      }

      @Override
      public int valueStart() {
        return 1;
      }

      @Override
      public int valueEnd() {
        return value == null ? 1 : value.length - 1;
      }
    };
  }

  /** Puts digits around, as headers may stand between others. */
  private static byte[] surrounded(byte[] bytes) {
    byte[] surrounded = new byte[bytes.length + 2];
    System.arraycopy(bytes, 0, surrounded, 1, bytes.length);
    surrounded[0] = '1';
    surrounded[surrounded.length - 1] = '1';
    return surrounded;
  }
}
