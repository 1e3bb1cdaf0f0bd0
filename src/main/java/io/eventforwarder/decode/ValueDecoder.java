// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes a record's value: {@code [version, operation, event data, task state]}.
 *
 * <p>One pass validates the whole document and records the positions of the known fields. Only
 * these are then read. The checks that follow have the order of the Python forwarder, since the
 * order decides between skip and failure.
 */
final class ValueDecoder {

  private static final int VERSION = 0;
  private static final int OPERATION = 1;
  private static final int EVENT_DATA = 2;
  private static final int TASK_STATE = 3;
  private static final int INSERT_ELEMENTS = 4;

  private static final int ABSENT = -1;

  private final JsonScanner scanner;
  private final IntegerText integers = new IntegerText();

  // Positions in the current value.
  private final int[] elementStart = new int[INSERT_ELEMENTS];
  private final int[] elementEnd = new int[INSERT_ELEMENTS];
  private final int[] fieldStart = new int[RecordField.COUNT];
  private final int[] fieldEnd = new int[RecordField.COUNT];
  private byte[] json;
  private int documentStart;
  private int elements;
  private boolean hasLongIntegers;

  ValueDecoder(DecodeLimits limits) {
    this.scanner = new JsonScanner(limits);
  }

  /**
   * @param value the record's value, null for a tombstone
   * @param headerFailure why the headers did not decide, null if they were not decoded; part of the
   *     result
   */
  Decoded decode(byte[] value, EventStreamType type, DecodeFailure headerFailure) {
    try {
      return decodeStrictly(value, type, headerFailure);
    } catch (DecodeFailureException e) {
      return new Decoded.Failed(Via.VALUE, headerFailure, e.failure());
    } finally {
      json = null;
    }
  }

  private Decoded decodeStrictly(byte[] value, EventStreamType type, DecodeFailure headerFailure)
      throws DecodeFailureException {
    if (value == null || value.length == 0) {
      throw new DecodeFailureException(
          FailureReason.EMPTY_VALUE,
          -1,
          "expected JSON, found a " + (value == null ? "null value" : "value without bytes"));
    }
    json = value;
    locate();
    long version = version();
    String operation = operation();
    if (!operation.equals(Protocol.INSERT)) {
      return new Decoded.Skip(Via.VALUE, headerFailure, skipCause(version, operation));
    }
    if (isSkipConsume()) {
      return new Decoded.Skip(Via.VALUE, headerFailure, SkipCause.SKIP_CONSUME);
    }
    requireFields(EVENT_DATA, RecordField.REQUIRED_EVENT_DATA);
    requireFields(TASK_STATE, RecordField.REQUIRED_TASK_STATE);
    return new Decoded.Dispatch(Via.VALUE, headerFailure, fields(type), null);
  }

  // ---- The pass over the document.

  private void locate() throws DecodeFailureException {
    elements = 0;
    Arrays.fill(fieldStart, ABSENT);
    scanner.reset(json, 0, json.length);
    try {
      documentStart = startOfValue();
      if (json[documentStart] == '[') {
        locateElements();
      } else {
        scanner.skipValue();
      }
      scanner.end();
      hasLongIntegers = scanner.hasLongInteger();
    } catch (DecodeFailureException e) {
      DecodeFailure failure = e.failure();
      // Invalid UTF-8 is the reported cause even if the syntax breaks before it.
      throw failure.reason() == FailureReason.INVALID_JSON && !Utf8.isValid(json, 0, json.length)
          ? new DecodeFailureException(
              FailureReason.INVALID_UTF8,
              failure.offset(),
              "bytes that are not UTF-8, and " + failure.detail())
          : e;
    }
  }

  private void locateElements() throws DecodeFailureException {
    boolean more = scanner.enter();
    while (more) {
      int start = startOfValue();
      if (elements == EVENT_DATA && json[start] == '{') {
        locateFields(RecordField.EVENT_DATA);
      } else if (elements == TASK_STATE && json[start] == '{') {
        locateFields(RecordField.TASK_STATE);
      } else {
        scanner.skipValue();
      }
      if (elements < INSERT_ELEMENTS) {
        elementStart[elements] = start;
        elementEnd[elements] = scanner.position();
      }
      elements++;
      more = scanner.next();
    }
  }

  /** Records the positions of the object's fields. The last of a repeated key counts. */
  private void locateFields(NameTable<RecordField> fields) throws DecodeFailureException {
    boolean more = scanner.enter();
    while (more) {
      RecordField field = find(fields, scanner.key());
      int start = startOfValue();
      scanner.skipValue();
      if (field != null) {
        fieldStart[field.ordinal()] = start;
        fieldEnd[field.ordinal()] = scanner.position();
      }
      more = scanner.next();
    }
  }

  /**
   * The field whose key is the string at {@code start}, null if there is none. {@code
   * event\u005fid} spells the same key as {@code event_id}.
   */
  private RecordField find(NameTable<RecordField> fields, int start) {
    if (!scanner.isKeyEscaped()) {
      return fields.find(json, start + 1, scanner.keyEnd() - 1);
    }
    byte[] key = JsonValues.string(json, start, scanner.keyEnd()).getBytes(StandardCharsets.UTF_8);
    return fields.find(key, 0, key.length);
  }

  private int startOfValue() throws DecodeFailureException {
    scanner.peek();
    return scanner.position();
  }

  // ---- What the document says.

  private long version() throws DecodeFailureException {
    if (json[documentStart] != '[' || elements == 0) {
      throw new DecodeFailureException(
          FailureReason.WRONG_SHAPE,
          documentStart,
          "expected [version, operation, ...], found "
              + (json[documentStart] == '[' ? "an empty array" : kind(documentStart)));
    }
    int start = elementStart[VERSION];
    if (json[start] == 'n' || isContainer(start)) {
      throw unexpected(FailureReason.WRONG_SHAPE, "a version number", start);
    }
    long version = versionNumber(start, elementEnd[VERSION]);
    if (!Protocol.isKnownVersion(version)) {
      throw new DecodeFailureException(
          FailureReason.UNKNOWN_VERSION,
          start,
          "expected version 1 or 2, found "
              + (json[start] == '"' ? "a string that is neither" : version));
    }
    return version;
  }

  /** The version, truncated toward zero; 0 for everything that is not a number. */
  private long versionNumber(int start, int end) {
    return switch (json[start]) {
      case 't' -> 1;
      case 'f' -> 0;
      case '"' -> {
        byte[] text = JsonValues.string(json, start, end).getBytes(StandardCharsets.UTF_8);
        yield integers.parse(text, 0, text.length) && !integers.isOutOfRange()
            ? integers.value()
            : 0;
      }
      default -> (long) JsonScanner.parseDouble(json, start, end);
    };
  }

  private String operation() throws DecodeFailureException {
    if (elements <= OPERATION) {
      throw new DecodeFailureException(
          FailureReason.WRONG_SHAPE,
          documentStart,
          "expected an operation after the version, found none");
    }
    int start = elementStart[OPERATION];
    if (json[start] != '"') {
      throw unexpected(
          isContainer(start) ? FailureReason.WRONG_SHAPE : FailureReason.UNEXPECTED_OPERATION,
          "an operation's name",
          start);
    }
    String operation = JsonValues.string(json, start, elementEnd[OPERATION]);
    if (operation.equals(Protocol.INSERT) && elements != INSERT_ELEMENTS) {
      throw new DecodeFailureException(
          FailureReason.WRONG_SHAPE,
          documentStart,
          "expected 4 elements with operation insert, found " + elements);
    }
    return operation;
  }

  private SkipCause skipCause(long version, String operation) throws DecodeFailureException {
    SkipCause cause = Protocol.skipCause(version, operation);
    if (cause == null) {
      throw new DecodeFailureException(
          FailureReason.UNEXPECTED_OPERATION,
          elementStart[OPERATION],
          Protocol.describeUnexpected(version, operation.length()));
    }
    return cause;
  }

  /**
   * A task state that is neither an object nor empty is refused here, before the event data. An
   * empty one is refused after them.
   */
  private boolean isSkipConsume() throws DecodeFailureException {
    int start = elementStart[TASK_STATE];
    if (json[start] != '{') {
      if (JsonValues.isTruthy(json, start, elementEnd[TASK_STATE])) {
        throw notAnObject(TASK_STATE);
      }
      return false;
    }
    int field = RecordField.SKIP_CONSUME.ordinal();
    return fieldStart[field] != ABSENT
        && JsonValues.isTruthy(json, fieldStart[field], fieldEnd[field]);
  }

  private void requireFields(int element, RecordField[] required) throws DecodeFailureException {
    int start = elementStart[element];
    if (json[start] != '{') {
      throw notAnObject(element);
    }
    for (RecordField field : required) {
      if (fieldStart[field.ordinal()] == ABSENT) {
        throw new DecodeFailureException(
            new DecodeFailure(
                FailureReason.MISSING_FIELD,
                field.toString(),
                start,
                "expected the field in the " + name(element) + ", found none in the object"));
      }
    }
  }

  private DecodeFailureException notAnObject(int element) {
    return unexpected(
        FailureReason.WRONG_SHAPE, "the " + name(element) + " as an object", elementStart[element]);
  }

  private static String name(int element) {
    return element == EVENT_DATA ? "event data" : "task state";
  }

  private TaskFields fields(EventStreamType type) throws DecodeFailureException {
    TaskFields fields =
        new TaskFields()
            .set(TaskField.IS_NEW, read(RecordField.IS_NEW))
            .set(TaskField.IS_REGRESSION, read(RecordField.IS_REGRESSION))
            .set(TaskField.IS_NEW_GROUP_ENVIRONMENT, read(RecordField.IS_NEW_GROUP_ENVIRONMENT))
            .set(TaskField.PRIMARY_HASH, read(RecordField.PRIMARY_HASH))
            .set(TaskField.GROUP_ID, read(RecordField.GROUP_ID))
            .set(TaskField.GROUP_STATES, read(RecordField.GROUP_STATES))
            .set(TaskField.OCCURRENCE_ID, read(RecordField.OCCURRENCE_ID));
    Object projectId = readIdentifier(RecordField.PROJECT_ID);
    return fields
        .set(TaskField.PROJECT_ID, projectId)
        .set(TaskField.CACHE_KEY, "e:" + readIdentifier(RecordField.EVENT_ID) + ":" + projectId)
        .set(TaskField.EVENTSTREAM_TYPE, type == null ? null : type.toString())
        .set(TaskField.QUEUE, read(RecordField.QUEUE));
  }

  /**
   * A part of the cache key. Only strings and integers have one text form that every language
   * agrees on.
   */
  private Object readIdentifier(RecordField field) throws DecodeFailureException {
    Object value = read(field);
    if (value instanceof String || value instanceof Long) {
      return value;
    }
    int start = fieldStart[field.ordinal()];
    DecodeFailureException e =
        unexpected(FailureReason.INVALID_FIELD, "a string or an integer", start);
    throw new DecodeFailureException(e.failure().in(field));
  }

  /** The field's value as one of the types that {@link TaskFields} lists, null if it is absent. */
  private Object read(RecordField field) throws DecodeFailureException {
    int start = fieldStart[field.ordinal()];
    if (start == ABSENT) {
      return null;
    }
    int end = fieldEnd[field.ordinal()];
    if (hasLongIntegers) {
      scanner.reset(json, start, end);
      scanner.skipValue();
      scanner.requireNoLongInteger(field);
    }
    return JsonValues.read(json, start, end);
  }

  private DecodeFailureException unexpected(FailureReason reason, String expected, int start) {
    return new DecodeFailureException(
        reason, start, "expected " + expected + ", found " + kind(start));
  }

  private String kind(int start) {
    return switch (json[start]) {
      case '{' -> "an object";
      case '[' -> "an array";
      case '"' -> "a string";
      case 't', 'f' -> "a boolean";
      case 'n' -> "null";
      default -> "a number";
    };
  }

  private boolean isContainer(int start) {
    return json[start] == '{' || json[start] == '[';
  }
}
