// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes a record's headers. One pass keeps the last value of each known name. An insert needs all
 * of them, any other operation only {@code version} and {@code operation}.
 */
final class HeaderDecoder {

  private static final byte[] ABSENT = new byte[0];
  private static final byte[] INSERT = Protocol.INSERT.getBytes(StandardCharsets.US_ASCII);

  private final JsonScanner scanner;
  private final IntegerText integers = new IntegerText();
  private final byte[] cacheKeyBuffer = new byte[128];

  // The current record's headers: ABSENT, null, or the array that holds the last value from start
  // to before end.
  private final byte[][] values = new byte[RecordField.COUNT][];
  private final int[] starts = new int[RecordField.COUNT];
  private final int[] ends = new int[RecordField.COUNT];

  HeaderDecoder(DecodeLimits limits) {
    this.scanner = new JsonScanner(limits);
  }

  Decoded decode(HeaderCursor headers, EventStreamType type) {
    Arrays.fill(values, ABSENT);
    collect(headers);
    try {
      return decode(type);
    } catch (DecodeFailureException e) {
      return new Decoded.Failed(Via.HEADERS, null, e.failure());
    } finally {
      // Release the fetched buffers.
      Arrays.fill(values, null);
    }
  }

  private void collect(HeaderCursor headers) {
    while (headers.next()) {
      RecordField field =
          RecordField.HEADERS.find(headers.name(), headers.nameStart(), headers.nameEnd());
      if (field != null) {
        int i = field.ordinal();
        values[i] = headers.value();
        starts[i] = headers.valueStart();
        ends[i] = headers.valueEnd();
      }
    }
  }

  private Decoded decode(EventStreamType type) throws DecodeFailureException {
    long version = integer(RecordField.VERSION);
    require(RecordField.OPERATION);
    if (isInsert()) {
      return insert(version, type);
    }
    String operation = text(RecordField.OPERATION);
    requireKnown(version);
    SkipCause cause = Protocol.skipCause(version, operation);
    if (cause == null) {
      throw failure(
          FailureReason.UNEXPECTED_OPERATION,
          RecordField.OPERATION,
          Protocol.describeUnexpected(version, length(RecordField.OPERATION)));
    }
    return new Decoded.Skip(Via.HEADERS, null, cause);
  }

  private boolean isInsert() {
    int i = RecordField.OPERATION.ordinal();
    return Arrays.equals(values[i], starts[i], ends[i], INSERT, 0, INSERT.length);
  }

  /** Decodes every header before it looks at version and skip_consume, as the rules require. */
  private Decoded insert(long version, EventStreamType type) throws DecodeFailureException {
    long project = integer(RecordField.PROJECT_ID);
    TaskFields fields =
        new TaskFields()
            .set(TaskField.CACHE_KEY, cacheKey(project))
            .set(TaskField.PROJECT_ID, project)
            .set(
                TaskField.GROUP_ID,
                isPresent(RecordField.GROUP_ID) ? (Long) integer(RecordField.GROUP_ID) : null)
            .set(TaskField.PRIMARY_HASH, optionalText(RecordField.PRIMARY_HASH))
            .set(TaskField.OCCURRENCE_ID, optionalText(RecordField.OCCURRENCE_ID));
    boolean skip = flag(RecordField.SKIP_CONSUME);
    fields
        .set(TaskField.IS_NEW, flag(RecordField.IS_NEW))
        .set(TaskField.IS_REGRESSION, flag(RecordField.IS_REGRESSION))
        .set(TaskField.IS_NEW_GROUP_ENVIRONMENT, flag(RecordField.IS_NEW_GROUP_ENVIRONMENT));
    DecodeFailure groupStatesFailure = null;
    if (isPresent(RecordField.GROUP_STATES)) {
      int i = RecordField.GROUP_STATES.ordinal();
      byte[] groupStates = Arrays.copyOfRange(values[i], starts[i], ends[i]);
      groupStatesFailure = groupStatesFailure(groupStates);
      fields.set(
          TaskField.GROUP_STATES, groupStatesFailure == null ? new JsonText(groupStates) : null);
    }
    fields
        .set(TaskField.QUEUE, queue())
        .set(TaskField.EVENTSTREAM_TYPE, type == null ? null : type.toString());

    requireKnown(version);
    return skip
        ? new Decoded.Skip(Via.HEADERS, null, SkipCause.SKIP_CONSUME)
        : new Decoded.Dispatch(Via.HEADERS, null, fields, groupStatesFailure);
  }

  private static void requireKnown(long version) throws DecodeFailureException {
    if (!Protocol.isKnownVersion(version)) {
      throw failure(
          FailureReason.UNKNOWN_VERSION, RecordField.VERSION, "expected 1 or 2, found " + version);
    }
  }

  private String queue() throws DecodeFailureException {
    if (values[RecordField.QUEUE.ordinal()] == ABSENT) {
      return MessageDecoder.DEFAULT_QUEUE;
    }
    require(RecordField.QUEUE);
    return text(RecordField.QUEUE);
  }

  /** {@code e:<event id>:<project id>}, without a String for the event id alone. */
  private String cacheKey(long project) throws DecodeFailureException {
    require(RecordField.EVENT_ID);
    requireUtf8(RecordField.EVENT_ID);
    int i = RecordField.EVENT_ID.ordinal();
    int eventIdLength = ends[i] - starts[i];
    byte[] projectDigits = Long.toString(project).getBytes(StandardCharsets.ISO_8859_1);
    int length = 2 + eventIdLength + 1 + projectDigits.length;
    byte[] key = length <= cacheKeyBuffer.length ? cacheKeyBuffer : new byte[length];
    key[0] = 'e';
    key[1] = ':';
    System.arraycopy(values[i], starts[i], key, 2, eventIdLength);
    key[2 + eventIdLength] = ':';
    System.arraycopy(projectDigits, 0, key, 3 + eventIdLength, projectDigits.length);
    return new String(key, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * Why {@code group_states} is not a JSON array, null if it is one. Text that is not strict JSON
   * or not an array is only dropped. JSON that a task cannot carry is a failure of the header path.
   */
  private DecodeFailure groupStatesFailure(byte[] groupStates) throws DecodeFailureException {
    requireUtf8(RecordField.GROUP_STATES);
    DecodeFailure failure = null;
    scanner.reset(groupStates, 0, groupStates.length);
    try {
      byte first = scanner.peek();
      scanner.skipValue();
      scanner.end();
      if (first != '[') {
        failure =
            new DecodeFailure(
                FailureReason.INVALID_FIELD, null, -1, "expected a JSON array, found other JSON");
      }
    } catch (DecodeFailureException e) {
      failure = e.failure();
    }
    scanner.requireNoLongInteger(RecordField.GROUP_STATES);
    return failure == null ? null : failure.in(RecordField.GROUP_STATES);
  }

  private long integer(RecordField field) throws DecodeFailureException {
    require(field);
    int i = field.ordinal();
    if (!integers.parse(values[i], starts[i], ends[i])) {
      throw failure(
          FailureReason.INVALID_FIELD,
          field,
          "expected a decimal integer, found " + length(field) + " bytes that are none");
    }
    if (integers.isOutOfRange()) {
      throw failure(
          FailureReason.INVALID_FIELD, field, "expected an integer within signed 64 bits");
    }
    return integers.value();
  }

  private boolean flag(RecordField field) throws DecodeFailureException {
    require(field);
    int i = field.ordinal();
    if (!integers.parse(values[i], starts[i], ends[i])) {
      requireUtf8(field);
      throw failure(
          FailureReason.INVALID_FIELD,
          field,
          "expected 0 or another integer, found " + length(field) + " bytes that are none");
    }
    return !integers.isZero();
  }

  private String optionalText(RecordField field) throws DecodeFailureException {
    return isPresent(field) ? text(field) : null;
  }

  private String text(RecordField field) throws DecodeFailureException {
    requireUtf8(field);
    int i = field.ordinal();
    return new String(values[i], starts[i], ends[i] - starts[i], StandardCharsets.UTF_8);
  }

  private int length(RecordField field) {
    return ends[field.ordinal()] - starts[field.ordinal()];
  }

  private void requireUtf8(RecordField field) throws DecodeFailureException {
    int i = field.ordinal();
    if (!Utf8.isValid(values[i], starts[i], ends[i])) {
      throw failure(
          FailureReason.INVALID_UTF8,
          field,
          "expected UTF-8, found " + length(field) + " bytes that are not");
    }
  }

  private void require(RecordField field) throws DecodeFailureException {
    if (!isPresent(field)) {
      throw failure(
          FailureReason.MISSING_FIELD,
          field,
          values[field.ordinal()] == null
              ? "expected a value, found a null header"
              : "expected the header, found none");
    }
  }

  private boolean isPresent(RecordField field) {
    byte[] value = values[field.ordinal()];
    return value != null && value != ABSENT;
  }

  private static DecodeFailureException failure(
      FailureReason reason, RecordField header, String detail) {
    return new DecodeFailureException(new DecodeFailure(reason, header.toString(), -1, detail));
  }
}
