// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over JSON in a byte array without building anything, and validates it: RFC 8259 syntax,
 * strict UTF-8, no lone surrogate escapes, no number that overflows a double, and the {@link
 * DecodeLimits}. Nesting costs one bit a level and no stack. Not thread-safe.
 *
 * <p>{@link #skipValue} consumes a whole value. Callers that look inside an array or object consume
 * its punctuation with {@link #enter}, {@link #next} and {@link #key}.
 */
final class JsonScanner {

  private static final long ONES = 0x0101010101010101L;
  private static final long BACKSLASHES = ONES * '\\';

  /** Swaps quote and space, which puts the quote next to the control characters. */
  private static final long QUOTE_FOR_SPACE = ONES * ('"' ^ ' ');

  private static final long ABOVE_SPACES = ONES * (' ' + 1);
  private static final long ZEROS = ONES * '0';
  private static final long ABOVE_NINE = ONES * (0x80 - 10);

  /** So many digits always fit signed 64 bits. */
  static final int SAFE_INTEGER_DIGITS = 18;

  /** A number of so many characters, without an exponent, never overflows a double. */
  private static final int SAFE_NUMBER_LENGTH = 200;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final DecodeLimits limits;

  /** A bit for each open container, set for an object. */
  private final long[] objects;

  private byte[] json;
  private int end;
  private int position;
  private int keyEnd;
  private boolean escaped;
  private int depth;
  private int longInteger;

  JsonScanner(DecodeLimits limits) {
    this.limits = limits;
    this.objects = new long[limits.maxDepth() / Long.SIZE + 1];
  }

  /** Starts over at {@code from}. */
  void reset(byte[] bytes, int from, int to) {
    json = bytes;
    position = from;
    end = to;
    depth = 0;
    longInteger = -1;
  }

  /** Whether an integer beyond signed 64 bits was passed. */
  boolean hasLongInteger() {
    return longInteger >= 0;
  }

  /** Requires that no integer beyond signed 64 bits was passed, since a task cannot carry it. */
  void requireNoLongInteger(RecordField field) throws DecodeFailureException {
    if (longInteger >= 0) {
      throw new DecodeFailureException(
          new DecodeFailure(
              FailureReason.INVALID_FIELD,
              field.toString(),
              longInteger,
              "expected integers within signed 64 bits"));
    }
  }

  int position() {
    return position;
  }

  /** Passes white space and returns the next byte, without consuming it. */
  byte peek() throws DecodeFailureException {
    position = skipBlanks(position);
    return json[position];
  }

  /**
   * Consumes the opening bracket that {@link #peek} has returned. True if the container has an
   * element.
   */
  boolean enter() throws DecodeFailureException {
    boolean object = json[position] == '{';
    open(object, position);
    position = skipBlanks(position + 1);
    if (json[position] != (object ? '}' : ']')) {
      return true;
    }
    position++;
    depth--;
    return false;
  }

  /** Consumes the comma (true) or the closing bracket (false) after an element. */
  boolean next() throws DecodeFailureException {
    position = skipBlanks(position);
    boolean comma = json[position] == ',';
    if (!comma) {
      close(inObject(), position);
    }
    position++;
    return comma;
  }

  /** Consumes a key and its colon. Returns where the key's string starts; see {@link #keyEnd}. */
  int key() throws DecodeFailureException {
    int start = skipBlanks(position);
    escaped = false;
    position = skipKey(start);
    return start;
  }

  /** Whether the last {@link #key} has escapes. */
  boolean isKeyEscaped() {
    return escaped;
  }

  /** The index after the closing quote of the last {@link #key}. */
  int keyEnd() {
    return keyEnd;
  }

  /** Requires that nothing but white space is left. */
  void end() throws DecodeFailureException {
    while (position < end) {
      if (!isWhitespace(json[position])) {
        throw syntax(position, "expected the end of the document, found more");
      }
      position++;
    }
  }

  /** Consumes one value, with everything inside it. */
  void skipValue() throws DecodeFailureException {
    position = skipValue(position);
  }

  // The methods below start at an index and return the index after what they have passed: a local
  // variable stays in a register, a field does not.

  private int skipValue(int from) throws DecodeFailureException {
    final byte[] bytes = json;
    final int outer = depth;
    boolean object = false;
    int i = from;
    while (true) {
      i = skipBlanks(i);
      switch (bytes[i]) {
        case '"' -> i = skipString(i);
        case '{' -> {
          open(true, i);
          i = skipBlanks(i + 1);
          if (bytes[i] != '}') {
            object = true;
            i = skipKey(i);
            continue;
          }
          depth--;
          i++;
        }
        case '[' -> {
          open(false, i);
          i = skipBlanks(i + 1);
          if (bytes[i] != ']') {
            object = false;
            continue;
          }
          depth--;
          i++;
        }
        case 't' -> i = skipLiteral(i, TRUE);
        case 'f' -> i = skipLiteral(i, FALSE);
        case 'n' -> i = skipLiteral(i, NULL);
        case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> i = skipNumber(i);
        default -> throw syntax(i, "expected a value");
      }
      if (depth == outer) {
        return i;
      }
      i = skipBlanks(i);
      while (bytes[i] != ',') {
        close(object, i);
        i++;
        if (depth == outer) {
          return i;
        }
        object = inObject();
        i = skipBlanks(i);
      }
      i++;
      if (object) {
        i = skipKey(skipBlanks(i));
      }
    }
  }

  private void open(boolean object, int i) throws DecodeFailureException {
    if (depth == limits.maxDepth()) {
      throw beyond(i, "nested deeper than decode.max-depth = ", limits.maxDepth());
    }
    depth++;
    if (object) {
      objects[depth / Long.SIZE] |= 1L << depth;
    } else {
      objects[depth / Long.SIZE] &= ~(1L << depth);
    }
  }

  private void close(boolean object, int i) throws DecodeFailureException {
    if (json[i] != (object ? '}' : ']')) {
      throw syntax(
          i,
          object ? "expected a comma or a closing brace" : "expected a comma or a closing bracket");
    }
    depth--;
  }

  private boolean inObject() {
    return (objects[depth / Long.SIZE] & 1L << depth) != 0;
  }

  /** Stops at the next byte that is not white space. There must be one. */
  private int skipBlanks(int from) throws DecodeFailureException {
    int i = from;
    while (i < end) {
      byte b = json[i];
      if (b > ' ' || !isWhitespace(b)) {
        return i;
      }
      i++;
    }
    throw syntax(end, "expected a value or a bracket, found the end");
  }

  static boolean isWhitespace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private int skipKey(int from) throws DecodeFailureException {
    if (json[from] != '"') {
      throw syntax(from, "expected a key in quotes");
    }
    int i = skipString(from);
    keyEnd = i;
    i = skipBlanks(i);
    if (json[i] != ':') {
      throw syntax(i, "expected a colon after the key");
    }
    return i + 1;
  }

  private int skipLiteral(int from, byte[] literal) throws DecodeFailureException {
    int to = from + literal.length;
    if (to > end || !Arrays.equals(json, from, to, literal, 0, literal.length)) {
      throw syntax(from, "expected " + new String(literal, StandardCharsets.US_ASCII));
    }
    return to;
  }

  private int skipString(int from) throws DecodeFailureException {
    int i = from + 1;
    while (true) {
      i = skipPlain(i);
      if (i >= end) {
        throw syntax(end, "expected a closing quote, found the end");
      }
      byte b = json[i];
      if (b == '"') {
        break;
      }
      if (b == '\\') {
        i = skipEscape(i);
      } else if (b < 0) {
        i = skipMultiByte(i);
      } else if (b < ' ') {
        throw syntax(i, "expected no unescaped control character in a string");
      } else {
        i++;
      }
    }
    int length = i - from - 1;
    if (length > limits.maxStringLength()) {
      throw beyond(
          from,
          "string of " + length + " bytes is longer than decode.max-string-length = ",
          limits.maxStringLength());
    }
    return i + 1;
  }

  /**
   * Passes ordinary bytes, many at a time. Stops at a quote, a backslash, a control character or a
   * byte beyond ASCII, or less than eight bytes before the end.
   */
  private int skipPlain(int from) {
    final byte[] bytes = json;
    final int last = end - Long.BYTES;
    int i = from;
    // Most strings end within sixteen bytes: one branch for all of them, which is predicted well.
    while (i <= last - Long.BYTES) {
      long first = special((long) Utf8.EIGHT_BYTES.get(bytes, i));
      long second = special((long) Utf8.EIGHT_BYTES.get(bytes, i + Long.BYTES));
      if ((first | second) != 0) {
        int plain = plainBytes(first);
        return i + plain + (plain >>> 3) * plainBytes(second);
      }
      i += 2 * Long.BYTES;
    }
    return i <= last ? i + plainBytes(special((long) Utf8.EIGHT_BYTES.get(bytes, i))) : i;
  }

  /** The number of bytes, of eight, before the first special one. */
  private static int plainBytes(long special) {
    return Long.numberOfTrailingZeros(special) >>> 3;
  }

  /**
   * Sets the high bit of each byte that is a quote, a backslash, a control character or beyond
   * ASCII. Exact up to the first such byte; borrows reach only the bytes above it.
   */
  private static long special(long eight) {
    return (((eight ^ QUOTE_FOR_SPACE) - ABOVE_SPACES) | ((eight ^ BACKSLASHES) - ONES) | eight)
        & Utf8.HIGH_BITS;
  }

  private int skipMultiByte(int i) throws DecodeFailureException {
    int length = Utf8.sequenceLength(json, i, end);
    if (length == 0) {
      throw new DecodeFailureException(FailureReason.INVALID_UTF8, i, "expected UTF-8 in a string");
    }
    return i + length;
  }

  private int skipEscape(int i) throws DecodeFailureException {
    escaped = true;
    byte kind = i + 1 < end ? json[i + 1] : 0;
    switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 2;
      }
      case 'u' -> {
        return skipUnicodeEscape(i);
      }
      default -> throw syntax(i, "expected a valid escape after the backslash");
    }
  }

  private int skipUnicodeEscape(int i) throws DecodeFailureException {
    char unit = hexUnit(i);
    if (Character.isLowSurrogate(unit)) {
      throw new DecodeFailureException(
          FailureReason.INVALID_UTF8, i, "expected no lone low surrogate escape");
    }
    if (!Character.isHighSurrogate(unit)) {
      return i + 6;
    }
    if (i + 7 < end
        && json[i + 6] == '\\'
        && json[i + 7] == 'u'
        && Character.isLowSurrogate(hexUnit(i + 6))) {
      return i + 12;
    }
    throw syntax(i, "expected a low surrogate escape after the high one");
  }

  /** The UTF-16 unit of the escape that starts at {@code i}. */
  private char hexUnit(int i) throws DecodeFailureException {
    int unit = 0;
    for (int k = i + 2; k < i + 6; k++) {
      int digit = k < end && json[k] >= 0 ? Character.digit(json[k], 16) : -1;
      if (digit < 0) {
        throw syntax(i, "expected four hexadecimal digits in the escape");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private int skipNumber(int from) throws DecodeFailureException {
    final byte[] bytes = json;
    int firstDigit = bytes[from] == '-' ? from + 1 : from;
    int i = skipDigits(firstDigit);
    int integerDigits = i - firstDigit;
    if (integerDigits > 1 && bytes[firstDigit] == '0') {
      throw syntax(firstDigit, "expected no leading zero in a number");
    }
    boolean integer = true;
    boolean exponent = false;
    if (i < end && bytes[i] == '.') {
      integer = false;
      i = skipDigits(i + 1);
    }
    if (i < end && (bytes[i] | 0x20) == 'e') {
      integer = false;
      exponent = true;
      i++;
      boolean signed = i < end && (bytes[i] == '+' || bytes[i] == '-');
      i = skipDigits(signed ? i + 1 : i);
    }
    int length = i - from;
    if (length > limits.maxNumberLength()) {
      throw beyond(
          from,
          "number of " + length + " characters is longer than decode.max-number-length = ",
          limits.maxNumberLength());
    }
    if ((exponent || length > SAFE_NUMBER_LENGTH)
        && Double.isInfinite(parseDouble(bytes, from, i))) {
      throw syntax(from, "expected a number within the range of a double");
    }
    if (integer
        && integerDigits > SAFE_INTEGER_DIGITS
        && longInteger < 0
        && !isLong(bytes, from, i)) {
      longInteger = from;
    }
    return i;
  }

  private int skipDigits(int from) throws DecodeFailureException {
    final byte[] bytes = json;
    int i = from;
    while (i <= end - Long.BYTES) {
      long digits = (long) Utf8.EIGHT_BYTES.get(bytes, i) ^ ZEROS;
      long other = (digits + ABOVE_NINE | digits) & Utf8.HIGH_BITS;
      if (other != 0) {
        return requireDigit(from, i + (Long.numberOfTrailingZeros(other) >>> 3));
      }
      i += Long.BYTES;
    }
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    return requireDigit(from, i);
  }

  private static int requireDigit(int from, int to) throws DecodeFailureException {
    if (to == from) {
      throw syntax(to, "expected a digit");
    }
    return to;
  }

  static double parseDouble(byte[] json, int from, int to) {
    return Double.parseDouble(new String(json, from, to - from, StandardCharsets.ISO_8859_1));
  }

  private static boolean isLong(byte[] json, int from, int to) {
    try {
      Long.parseLong(new String(json, from, to - from, StandardCharsets.ISO_8859_1));
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static DecodeFailureException syntax(int offset, String detail) {
    return new DecodeFailureException(FailureReason.INVALID_JSON, offset, detail);
  }

  private static DecodeFailureException beyond(int offset, String detail, int limit) {
    return new DecodeFailureException(FailureReason.LIMIT_EXCEEDED, offset, detail + limit);
  }
}
