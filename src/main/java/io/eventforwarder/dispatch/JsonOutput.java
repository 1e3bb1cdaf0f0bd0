// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.eventforwarder.decode.JsonText;
import java.nio.charset.StandardCharsets;

/** Writes JSON as UTF-8 without white space. Not thread-safe. */
final class JsonOutput {

  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  private final ByteOutput output;

  JsonOutput(ByteOutput output) {
    this.output = output;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Punctuation and names, as they are. */
  JsonOutput raw(byte[] json) {
    output.write(json);
    return this;
  }

  /** A value of the types that {@link io.eventforwarder.decode.TaskFields} lists. */
  JsonOutput value(Object value) {
    if (value == null) {
      output.write(NULL);
    } else if (value instanceof Boolean flag) {
      output.write(flag ? TRUE : FALSE);
    } else if (value instanceof Long number) {
      output.writeDecimal(number);
    } else if (value instanceof Double number) {
      output.write(ascii(number.toString()));
    } else if (value instanceof String text) {
      string(text);
    } else {
      output.write(((JsonText) value).utf8());
    }
    return this;
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    output.write('"');
    output.write(needsEscapes(utf8) ? JsonStringEncoder.getInstance().quoteAsUTF8(text) : utf8);
    output.write('"');
  }

  private static boolean needsEscapes(byte[] utf8) {
    for (byte b : utf8) {
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return true;
      }
    }
    return false;
  }
}
