// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes a record's value: {@code [version, operation, event data, task state]}.
 *
 * <p>One pass validates the whole document and notes the positions of the known fields. Only these
 * are then read. The checks that follow keep the order of the Python forwarder, since the order
 * decides between skip and failure.
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
  private final int[] fieldStart = new int[ValueField.values().length];
  private final int[] fieldEnd = new int[ValueField.values().length];
  private byte[] json;
  private int documentStart;
  private int elements;
  private boolean longIntegers;

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
    requireBytes(value);
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
    requireFields();
    return new Decoded.Dispatch(Via.VALUE, headerFailure, fields(type), null);
  }

  private static void requireBytes(byte[] value) throws DecodeFailureException {
    if (value == null) {
      throw failure(FailureReason.EMPTY_VALUE, -1, "expected JSON, found a null value");
    }
    if (value.length == 0) {
      throw failure(FailureReason.EMPTY_VALUE, -1, "expected JSON, found a value without bytes");
    }
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
      longIntegers = scanner.hasLongIntegers();
    } catch (DecodeFailureException e) {
      throw isCausedByUtf8(e)
          ? failure(
              FailureReason.INVALID_UTF8,
              e.failure().offset(),
              "bytes that are not UTF-8, and " + e.failure().detail())
          : e;
    }
  }

  /**
   * Whether the value holds bytes that are not UTF-8. They are then the reported cause, even if the
   * syntax breaks before them.
   */
  private boolean isCausedByUtf8(DecodeFailureException e) {
    return e.failure().reason() == FailureReason.INVALID_JSON
        && !Utf8.isValid(json, 0, json.length);
  }

  private void locateElements() throws DecodeFailureException {
    boolean more = scanner.enter();
    while (more) {
      int start = startOfValue();
      if (elements == EVENT_DATA && JsonValues.isObject(json, start)) {
        locateFields(ValueField.EVENT_DATA);
      } else if (elements == TASK_STATE && JsonValues.isObject(json, start)) {
        locateFields(ValueField.TASK_STATE);
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

  /** Notes the positions of the object's fields. The last of a repeated key counts. */
  private void locateFields(NameTable<ValueField> fields) throws DecodeFailureException {
    boolean more = scanner.enter();
    while (more) {
      int key = scanner.key();
      ValueField field = find(fields, key);
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
   * The field whose key is the string at {@code start}, null if it is another. {@code
   * event\u005fid} spells the same key as {@code event_id}.
   */
  private ValueField find(NameTable<ValueField> fields, int start) {
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
      throw failure(
          FailureReason.WRONG_SHAPE,
          documentStart,
          json[documentStart] == '['
              ? "expected [version, operation, ...], found an empty array"
              : "expected [version, operation, ...], found "
                  + JsonValues.kind(json, documentStart));
    }
    int start = elementStart[VERSION];
    if (JsonValues.isNull(json, start) || JsonValues.isContainer(json, start)) {
      throw failure(
          FailureReason.WRONG_SHAPE,
          start,
          "expected a version number, found " + JsonValues.kind(json, start));
    }
    long version = versionNumber(start, elementEnd[VERSION]);
    if (!Protocol.isKnownVersion(version)) {
      throw failure(
          FailureReason.UNKNOWN_VERSION,
          start,
          JsonValues.isString(json, start)
              ? "expected version 1 or 2, found a string that is neither"
              : "expected version 1 or 2, found " + version);
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
      throw failure(
          FailureReason.WRONG_SHAPE,
          documentStart,
          "expected an operation after the version, found none");
    }
    int start = elementStart[OPERATION];
    if (JsonValues.isContainer(json, start)) {
      throw failure(
          FailureReason.WRONG_SHAPE,
          start,
          "expected an operation's name, found " + JsonValues.kind(json, start));
    }
    if (!JsonValues.isString(json, start)) {
      throw failure(
          FailureReason.UNEXPECTED_OPERATION,
          start,
          "expected an operation's name, found " + JsonValues.kind(json, start));
    }
    String operation = JsonValues.string(json, start, elementEnd[OPERATION]);
    if (operation.equals(Protocol.INSERT) && elements != INSERT_ELEMENTS) {
      throw failure(
          FailureReason.WRONG_SHAPE,
          documentStart,
          "expected 4 elements with operation insert, found " + elements);
    }
    return operation;
  }

  private SkipCause skipCause(long version, String operation) throws DecodeFailureException {
    SkipCause cause = Protocol.skipCause(version, operation);
    if (cause == null) {
      throw failure(
          FailureReason.UNEXPECTED_OPERATION,
          elementStart[OPERATION],
          Protocol.describeUnexpected(version, operation.length()));
    }
    return cause;
  }

  /**
   * A task state that is neither an object nor empty ends here; an empty one only after the event
   * data.
   */
  private boolean isSkipConsume() throws DecodeFailureException {
    int start = elementStart[TASK_STATE];
    if (!JsonValues.isObject(json, start)) {
      if (JsonValues.isTruthy(json, start, elementEnd[TASK_STATE])) {
        throw notAnObject("task state", start);
      }
      return false;
    }
    int field = ValueField.SKIP_CONSUME.ordinal();
    return fieldStart[field] != ABSENT
        && JsonValues.isTruthy(json, fieldStart[field], fieldEnd[field]);
  }

  private void requireFields() throws DecodeFailureException {
    requireFields("event data", elementStart[EVENT_DATA], ValueField.REQUIRED_EVENT_DATA);
    requireFields("task state", elementStart[TASK_STATE], ValueField.REQUIRED_TASK_STATE);
  }

  private void requireFields(String object, int start, ValueField[] required)
      throws DecodeFailureException {
    if (!JsonValues.isObject(json, start)) {
      throw notAnObject(object, start);
    }
    for (ValueField field : required) {
      if (fieldStart[field.ordinal()] == ABSENT) {
        throw new DecodeFailureException(
            DecodeFailure.ofField(
                FailureReason.MISSING_FIELD,
                field.toString(),
                start,
                "expected the field in the " + object + ", found none in the object"));
      }
    }
  }

  private DecodeFailureException notAnObject(String expected, int start) {
    return failure(
        FailureReason.WRONG_SHAPE,
        start,
        "expected the " + expected + " as an object, found " + JsonValues.kind(json, start));
  }

  private TaskFields fields(EventStreamType type) throws DecodeFailureException {
    TaskFields fields = new TaskFields();
    fields.set(TaskField.IS_NEW, read(ValueField.IS_NEW));
    fields.set(TaskField.IS_REGRESSION, read(ValueField.IS_REGRESSION));
    fields.set(TaskField.IS_NEW_GROUP_ENVIRONMENT, read(ValueField.IS_NEW_GROUP_ENVIRONMENT));
    fields.set(TaskField.PRIMARY_HASH, read(ValueField.PRIMARY_HASH));
    fields.set(TaskField.GROUP_ID, read(ValueField.GROUP_ID));
    fields.set(TaskField.GROUP_STATES, read(ValueField.GROUP_STATES));
    fields.set(TaskField.OCCURRENCE_ID, read(ValueField.OCCURRENCE_ID));
    Object projectId = readIdentifier(ValueField.PROJECT_ID);
    fields.set(TaskField.PROJECT_ID, projectId);
    fields.set(TaskField.CACHE_KEY, "e:" + readIdentifier(ValueField.EVENT_ID) + ":" + projectId);
    fields.set(TaskField.EVENTSTREAM_TYPE, type == null ? null : type.toString());
    fields.set(TaskField.QUEUE, read(ValueField.QUEUE));
    return fields;
  }

  /**
   * A part of the cache key: only strings and integers have one text form that every language
   * agrees on.
   */
  private Object readIdentifier(ValueField field) throws DecodeFailureException {
    Object value = read(field);
    if (value instanceof String || value instanceof Long) {
      return value;
    }
    int start = fieldStart[field.ordinal()];
    throw new DecodeFailureException(
        DecodeFailure.ofField(
            FailureReason.INVALID_FIELD,
            field.toString(),
            start,
            "expected a string or an integer, found " + JsonValues.kind(json, start)));
  }

  /** The field's value as one of the types that {@link TaskFields} lists, null if it is absent. */
  private Object read(ValueField field) throws DecodeFailureException {
    int start = fieldStart[field.ordinal()];
    if (start == ABSENT) {
      return null;
    }
    int end = fieldEnd[field.ordinal()];
    if (longIntegers && JsonValues.mayHoldIntegers(json, start)) {
      requireLongIntegers(field, start, end);
    }
    return JsonValues.read(json, start, end);
  }

  private void requireLongIntegers(ValueField field, int start, int end)
      throws DecodeFailureException {
    scanner.reset(json, start, end);
    scanner.refuseLongIntegers();
    try {
      scanner.skipValue();
    } catch (DecodeFailureException e) {
      DecodeFailure failure = e.failure();
      throw new DecodeFailureException(
          DecodeFailure.ofField(
              failure.reason(), field.toString(), failure.offset(), failure.detail()));
    }
  }

  private static DecodeFailureException failure(FailureReason reason, int offset, String detail) {
    return new DecodeFailureException(reason, offset, detail);
  }
}
