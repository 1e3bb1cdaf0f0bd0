/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks over JSON in a byte array without building anything, and validates all that it passes: RFC
 * 8259 syntax, strict UTF-8, no lone surrogate escapes, no number that overflows a double, and the
 * {@link DecodeLimits}. Nesting costs one bit a level and no stack. One instance for one thread.
 *
 * <p>{@link #skipValue} consumes a whole value; callers that look inside an array or object consume
 * its punctuation themselves with {@link #enter}, {@link #next} and {@link #key}.
 */
final class JsonScanner {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  /**
   * Digits that always fit signed 64 bits, and characters of a plain number that never overflows.
   */
  private static final int SAFE_INTEGER_DIGITS = 18;

  private static final int SAFE_NUMBER_LENGTH = 200;

  private final DecodeLimits limits;

  /** A bit for each open container, set for an object. */
  private final long[] objects;

  private byte[] json;
  private int end;
  private int position;
  private int depth;
  private boolean longIntegersAllowed;

  JsonScanner(DecodeLimits limits) {
    this.limits = limits;
    this.objects = new long[limits.maxDepth() / Long.SIZE + 1];
  }

  /** Starts over at {@code from}; integers may have any size. */
  void reset(byte[] bytes, int from, int to) {
    json = bytes;
    position = from;
    end = to;
    depth = 0;
    longIntegersAllowed = true;
  }

  /**
   * From here on an integer beyond signed 64 bits is refused with {@link
   * FailureReason#INVALID_FIELD}.
   */
  void refuseLongIntegers() {
    longIntegersAllowed = false;
  }

  int position() {
    return position;
  }

  /** Passes white space and returns the byte after it, without consuming that. */
  byte peek() throws DecodeFailureException {
    skipWhitespace();
    if (position == end) {
      throw syntax("expected a value or a bracket, found the end");
    }
    return json[position];
  }

  /**
   * Consumes the opening bracket that {@link #peek} has seen. True if the container has an element.
   */
  boolean enter() throws DecodeFailureException {
    open(json[position] == '{');
    return !closesEmpty();
  }

  /** Consumes what follows an element: a comma (true) or the closing bracket (false). */
  boolean next() throws DecodeFailureException {
    byte b = peek();
    if (b == ',') {
      position++;
      return true;
    }
    if (b != (inObject() ? '}' : ']')) {
      throw syntax(
          inObject()
              ? "expected a comma or a closing brace"
              : "expected a comma or a closing bracket");
    }
    position++;
    depth--;
    return false;
  }

  /** Consumes a key and its colon. Returns where the key's string starts; see {@link #keyEnd}. */
  int key() throws DecodeFailureException {
    if (peek() != '"') {
      throw syntax("expected a key in quotes");
    }
    int start = position;
    skipString();
    keyEnd = position;
    if (peek() != ':') {
      throw syntax("expected a colon after the key");
    }
    position++;
    return start;
  }

  private int keyEnd;

  /** Just behind the closing quote of the last {@link #key}. */
  int keyEnd() {
    return keyEnd;
  }

  /** Requires that nothing but white space is left. */
  void end() throws DecodeFailureException {
    skipWhitespace();
    if (position != end) {
      throw syntax("expected the end of the document, found more");
    }
  }

  /** Consumes one value, with all that it holds. */
  void skipValue() throws DecodeFailureException {
    int outer = depth;
    while (true) {
      switch (peek()) {
        case '{' -> {
          open(true);
          if (!closesEmpty()) {
            key();
            continue;
          }
        }
        case '[' -> {
          open(false);
          if (!closesEmpty()) {
            continue;
          }
        }
        case '"' -> skipString();
        case 't' -> skipLiteral("true");
        case 'f' -> skipLiteral("false");
        case 'n' -> skipLiteral("null");
        case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipNumber();
        default -> throw syntax("expected a value");
      }
      while (depth > outer && !next()) {
        // One more container is complete.
      }
      if (depth == outer) {
        return;
      }
      if (inObject()) {
        key();
      }
    }
  }

  private void open(boolean object) throws DecodeFailureException {
    if (depth == limits.maxDepth()) {
      throw new DecodeFailureException(
          FailureReason.LIMIT_EXCEEDED,
          position,
          "nested deeper than decode.max-depth = " + limits.maxDepth());
    }
    depth++;
    if (object) {
      objects[depth / Long.SIZE] |= 1L << depth;
    } else {
      objects[depth / Long.SIZE] &= ~(1L << depth);
    }
    position++;
  }

  private boolean closesEmpty() throws DecodeFailureException {
    if (peek() != (inObject() ? '}' : ']')) {
      return false;
    }
    position++;
    depth--;
    return true;
  }

  private boolean inObject() {
    return (objects[depth / Long.SIZE] & 1L << depth) != 0;
  }

  private void skipWhitespace() {
    int i = position;
    while (i < end && isWhitespace(json[i])) {
      i++;
    }
    position = i;
  }

  static boolean isWhitespace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private void skipLiteral(String literal) throws DecodeFailureException {
    for (int i = 0; i < literal.length(); i++) {
      if (position + i == end || json[position + i] != literal.charAt(i)) {
        throw syntax("expected " + literal);
      }
    }
    position += literal.length();
  }

  private void skipString() throws DecodeFailureException {
    int start = position + 1;
    int i = start;
    while (true) {
      while (i + Long.BYTES <= end && isPlain((long) LONG.get(json, i))) {
        i += Long.BYTES;
      }
      if (i >= end) {
        position = end;
        throw syntax("expected a closing quote, found the end");
      }
      byte b = json[i];
      if (b == '"') {
        break;
      }
      if (b == '\\') {
        i = skipEscape(i);
      } else if (b >= ' ') {
        i++;
      } else if (b >= 0) {
        position = i;
        throw syntax("expected no unescaped control character in a string");
      } else {
        i = skipMultiByte(i);
      }
    }
    if (i - start > limits.maxStringLength()) {
      throw new DecodeFailureException(
          FailureReason.LIMIT_EXCEEDED,
          position,
          "string of "
              + (i - start)
              + " bytes is longer than decode.max-string-length = "
              + limits.maxStringLength());
    }
    position = i + 1;
  }

  /**
   * True if none of the eight bytes is a quote, a backslash, a control character or beyond ASCII.
   */
  private static boolean isPlain(long eight) {
    long quote = eight ^ QUOTES;
    long backslash = eight ^ BACKSLASHES;
    long found =
        (quote - ONES & ~quote) | (backslash - ONES & ~backslash) | (eight - SPACES) | eight;
    return (found & HIGHS) == 0;
  }

  private int skipMultiByte(int i) throws DecodeFailureException {
    int length = Utf8.sequenceLength(json, i, end);
    if (length == 0) {
      throw new DecodeFailureException(FailureReason.INVALID_UTF8, i, "expected UTF-8 in a string");
    }
    return i + length;
  }

  /** Returns the index behind the escape that starts at {@code i}. */
  private int skipEscape(int i) throws DecodeFailureException {
    byte kind = i + 1 < end ? json[i + 1] : 0;
    switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 2;
      }
      case 'u' -> {
        int unit = hexUnit(i);
        if (Character.isLowSurrogate((char) unit)) {
          throw new DecodeFailureException(
              FailureReason.INVALID_UTF8, i, "expected no lone low surrogate escape");
        }
        if (!Character.isHighSurrogate((char) unit)) {
          return i + 6;
        }
        if (i + 7 < end
            && json[i + 6] == '\\'
            && json[i + 7] == 'u'
            && Character.isLowSurrogate((char) hexUnit(i + 6))) {
          return i + 12;
        }
        position = i;
        throw syntax("expected a low surrogate escape after the high one");
      }
      default -> {
        position = i;
        throw syntax("expected a valid escape after the backslash");
      }
    }
  }

  /** The UTF-16 unit of the escape that starts at {@code i}. */
  private int hexUnit(int i) throws DecodeFailureException {
    int unit = 0;
    for (int k = i + 2; k < i + 6; k++) {
      int digit = k < end && json[k] >= 0 ? Character.digit(json[k], 16) : -1;
      if (digit < 0) {
        position = i;
        throw syntax("expected four hexadecimal digits in the escape");
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private void skipNumber() throws DecodeFailureException {
    int start = position;
    int i = start;
    if (json[i] == '-') {
      i++;
    }
    int firstDigit = i;
    i = skipDigits(i);
    if (json[firstDigit] == '0' && i - firstDigit > 1) {
      position = firstDigit;
      throw syntax("expected no leading zero in a number");
    }
    int integerDigits = i - firstDigit;
    boolean integer = true;
    boolean exponent = false;
    if (i < end && json[i] == '.') {
      integer = false;
      i = skipDigits(i + 1);
    }
    if (i < end && (json[i] | 0x20) == 'e') {
      integer = false;
      exponent = true;
      i++;
      if (i < end && (json[i] == '+' || json[i] == '-')) {
        i++;
      }
      i = skipDigits(i);
    }
    int length = i - start;
    if (length > limits.maxNumberLength()) {
      throw new DecodeFailureException(
          FailureReason.LIMIT_EXCEEDED,
          start,
          "number of "
              + length
              + " characters is longer than decode.max-number-length = "
              + limits.maxNumberLength());
    }
    if ((exponent || length > SAFE_NUMBER_LENGTH)
        && Double.isInfinite(parseDouble(json, start, i))) {
      throw syntax("expected a number within the range of a double");
    }
    if (integer
        && !longIntegersAllowed
        && integerDigits > SAFE_INTEGER_DIGITS
        && !isLong(json, start, i)) {
      throw new DecodeFailureException(
          FailureReason.INVALID_FIELD, start, "expected integers within signed 64 bits");
    }
    position = i;
  }

  private int skipDigits(int from) throws DecodeFailureException {
    int i = from;
    while (i < end && json[i] >= '0' && json[i] <= '9') {
      i++;
    }
    if (i == from) {
      position = i;
      throw syntax("expected a digit");
    }
    return i;
  }

  static double parseDouble(byte[] json, int from, int to) {
    return Double.parseDouble(new String(json, from, to - from, StandardCharsets.ISO_8859_1));
  }

  static boolean isLong(byte[] json, int from, int to) {
    try {
      Long.parseLong(new String(json, from, to - from, StandardCharsets.ISO_8859_1));
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private DecodeFailureException syntax(String detail) {
    return new DecodeFailureException(FailureReason.INVALID_JSON, position, detail);
  }
}
