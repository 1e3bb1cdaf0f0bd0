// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka headers as bytes. A consumer stores each header as two views of what it has fetched. On
 * request it converts the name to a String and copies the value. Both cost more than decoding the
 * header, and the String loses bytes that are not UTF-8.
 *
 * <p>The client does not publish the views, so they are read from its private fields. A header has
 * none if it was not fetched or its name and value were requested before. No header has any if the
 * client's version has other fields. Such headers are read through the client's methods.
 */
public final class HeaderViews {

  private static final Logger LOG = LoggerFactory.getLogger(HeaderViews.class);

  private static final VarHandle NAME;
  private static final VarHandle VALUE;

  static {
    VarHandle[] views = views(RecordHeader.class);
    NAME = views[0];
    VALUE = views[1];
  }

  private HeaderViews() {}

  /** The fields of the name's and the value's view; null, with a warning, if one is missing. */
  static VarHandle[] views(Class<?> header) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(header, MethodHandles.lookup());
      return new VarHandle[] {
        lookup.findVarHandle(header, "keyBuffer", ByteBuffer.class),
        lookup.findVarHandle(header, "valueBuffer", ByteBuffer.class)
      };
    } catch (ReflectiveOperationException e) {
      LOG.warn(
          "{} of this Kafka client has no fields keyBuffer and valueBuffer, so every header is"
              + " copied, which costs throughput; use the client version that the forwarder was"
              + " built with",
          header.getName());
      return new VarHandle[2];
    }
  }

  /**
   * A header as a consumer fetches it.
   *
   * @param value may be null
   */
  public static Header header(byte[] name, byte[] value) {
    return new RecordHeader(ByteBuffer.wrap(name), value == null ? null : ByteBuffer.wrap(value));
  }

  /**
   * The name of a header, byte for byte as it was fetched; if its String was requested before, that
   * String in UTF-8. Read only, and backed by an array.
   */
  static ByteBuffer name(Header header) {
    ByteBuffer view = view(NAME, header);
    return view == null ? utf8(header.key()) : view;
  }

  /** The value of a header, null if it has none. Read only, and backed by an array. */
  static ByteBuffer value(Header header) {
    ByteBuffer view = view(VALUE, header);
    if (view != null) {
      return view;
    }
    byte[] copy = header.value();
    return copy == null ? null : ByteBuffer.wrap(copy);
  }

  private static ByteBuffer view(VarHandle field, Header header) {
    if (field == null || !(header instanceof RecordHeader)) {
      return null;
    }
    ByteBuffer view = (ByteBuffer) field.get((RecordHeader) header);
    return view != null && view.hasArray() ? view : null;
  }

  /** A name to compare with {@link #name}, which needs no String of each header's name. */
  static ByteBuffer utf8(String name) {
    return ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of a header's {@link #name}. */
  public static byte[] nameBytes(Header header) {
    ByteBuffer view = name(header);
    byte[] bytes = new byte[view.remaining()];
    view.get(view.position(), bytes);
    return bytes;
  }
}
