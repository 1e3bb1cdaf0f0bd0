// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** A name to look for among headers, without making Strings of theirs. */
final class HeaderName {

  private final String text;
  private final byte[] utf8;

  HeaderName(String text) {
    this.text = text;
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
  }

  boolean isAmong(Headers headers) {
    for (Header header : headers) {
      if (isOf(header)) {
        return true;
      }
    }
    return false;
  }

  boolean isOf(Header header) {
    ByteBuffer view = HeaderViews.name(header);
    return view == null ? text.equals(header.key()) : isIn(view);
  }

  private boolean isIn(ByteBuffer view) {
    // Nearly all names differ in length.
    if (view.remaining() != utf8.length) {
      return false;
    }
    int start = view.arrayOffset() + view.position();
    return Arrays.equals(view.array(), start, start + utf8.length, utf8, 0, utf8.length);
  }
}
