// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Kafka headers as bytes. A consumer holds each as two views of what it has fetched, and makes a
 * String of the name and a copy of the value when asked for them. Both cost more than to decode the
 * header, and in the String bytes that are not UTF-8 are lost.
 *
 * <p>The client keeps the views to itself, so they are read from its private fields. A header
 * without them, because it was not fetched or has been asked before, or all headers if another
 * version of the client has other fields, cost what they cost there.
 */
public final class HeaderViews {

  private static final VarHandle NAME = field("keyBuffer");
  private static final VarHandle VALUE = field("valueBuffer");

  private HeaderViews() {}

  private static VarHandle field(String name) {
    try {
      return MethodHandles.privateLookupIn(RecordHeader.class, MethodHandles.lookup())
          .findVarHandle(RecordHeader.class, name, ByteBuffer.class);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /**
   * A header as it is fetched.
   *
   * @param value may be null
   */
  public static Header header(byte[] name, byte[] value) {
    return new RecordHeader(ByteBuffer.wrap(name), value == null ? null : ByteBuffer.wrap(value));
  }

  /** The fetched bytes of the name; null if there are none, and the client has made its String. */
  static ByteBuffer name(Header header) {
    return view(NAME, header);
  }

  /** The fetched bytes of the value; null if there are none, and the client has its array. */
  static ByteBuffer value(Header header) {
    return view(VALUE, header);
  }

  private static ByteBuffer view(VarHandle field, Header header) {
    if (field == null || !(header instanceof RecordHeader)) {
      return null;
    }
    ByteBuffer view = (ByteBuffer) field.get((RecordHeader) header);
    return view != null && view.hasArray() ? view : null;
  }

  /**
   * The name of a header, byte for byte as it was fetched; if anyone has asked the header for its
   * name before, that name in UTF-8.
   */
  public static byte[] nameBytes(Header header) {
    ByteBuffer view = name(header);
    if (view == null) {
      return header.key().getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[view.remaining()];
    view.get(view.position(), bytes);
    return bytes;
  }
}
