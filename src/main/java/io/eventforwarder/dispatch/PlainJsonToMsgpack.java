// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.util.Arrays;

/**
 * Converts JSON as producers write group states to msgpack, from text to bytes without a tree.
 *
 * <p>Gives up on everything that needs more than one look: a container of more than 15 elements,
 * whose length would not fit the byte that was reserved for it, nesting beyond 8 levels, a repeated
 * key, escapes, fractions, exponents, and integers of more than 18 digits. The text must be valid.
 */
final class PlainJsonToMsgpack {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_ELEMENTS = 15;
  private static final int MAX_DIGITS = 18;

  private final MsgpackOutput msgpack;
  private final ByteOutput output;

  /** Start and end of each key of the open objects. */
  private final int[] keys = new int[MAX_DEPTH * MAX_ELEMENTS * 2];

  private byte[] json;
  private int position;

  PlainJsonToMsgpack(MsgpackOutput msgpack) {
    this.msgpack = msgpack;
    this.output = msgpack.output();
  }

  /** False, with nothing written, if it gives up. */
  boolean write(byte[] text) {
    json = text;
    position = 0;
    int start = output.size();
    boolean done = value(0);
    json = null;
    if (!done) {
      output.truncate(start);
    }
    return done;
  }

  private boolean value(int depth) {
    skipBlanks();
    return switch (json[position]) {
      case '{', '[' -> depth < MAX_DEPTH && container(depth, json[position] == '{');
      case '"' -> string();
      case 't', 'f', 'n' -> literal();
      default -> integer();
    };
  }

  private boolean literal() {
    byte first = json[position];
    if (first == 'n') {
      msgpack.nil();
    } else {
      msgpack.bool(first == 't');
    }
    position += first == 'f' ? 5 : 4;
    return true;
  }

  private boolean container(int depth, boolean object) {
    int header = output.size();
    if (object) {
      msgpack.map(0);
    } else {
      msgpack.array(0);
    }
    position++;
    skipBlanks();
    if (json[position] == (object ? '}' : ']')) {
      position++;
      return true;
    }
    int elements = 0;
    do {
      if (elements == MAX_ELEMENTS || (object && !key(depth, elements)) || !value(depth + 1)) {
        return false;
      }
      elements++;
      skipBlanks();
    } while (json[position++] == ',');
    output.set(header, output.array()[header] | elements);
    return true;
  }

  private boolean key(int depth, int index) {
    skipBlanks();
    int start = position + 1;
    if (!string()) {
      return false;
    }
    int end = position - 1;
    int first = depth * MAX_ELEMENTS * 2;
    for (int i = first; i < first + 2 * index; i += 2) {
      if (Arrays.equals(json, keys[i], keys[i + 1], json, start, end)) {
        return false;
      }
    }
    keys[first + 2 * index] = start;
    keys[first + 2 * index + 1] = end;
    skipBlanks();
    position++; // The colon.
    return true;
  }

  private boolean string() {
    int start = ++position;
    while (json[position] != '"') {
      if (json[position] == '\\') {
        return false;
      }
      position++;
    }
    msgpack.string(json, start, position - start);
    position++;
    return true;
  }

  private boolean integer() {
    boolean negative = json[position] == '-';
    if (negative) {
      position++;
    }
    int start = position;
    long value = 0;
    while (position < json.length && json[position] >= '0' && json[position] <= '9') {
      if (position - start == MAX_DIGITS) {
        return false;
      }
      value = value * 10 + (json[position] - '0');
      position++;
    }
    if (position < json.length && isFraction(json[position])) {
      return false;
    }
    msgpack.integer(negative ? -value : value);
    return true;
  }

  private static boolean isFraction(byte b) {
    return b == '.' || b == 'e' || b == 'E';
  }

  private void skipBlanks() {
    while (json[position] <= ' ') {
      position++;
    }
  }
}
