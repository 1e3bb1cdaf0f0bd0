/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes a record's headers. One pass keeps the last value of each name that matters; an insert
 * then needs them all, any other operation only {@code version} and {@code operation}.
 *
 * <p>Any failure means that the headers do not decide and the value must.
 */
final class HeaderDecoder {

  private static final byte[] ABSENT = new byte[0];
  private static final byte[] INSERT = Protocol.INSERT.getBytes(StandardCharsets.US_ASCII);
  private static final String DEFAULT_QUEUE = "post_process_errors";

  private final JsonScanner scanner;
  private final IntegerText integers = new IntegerText();
  private byte[] cacheKeyBuffer = new byte[64];

  // The current record's headers: ABSENT, null, or the last value.
  private byte[] version;
  private byte[] operation;
  private byte[] eventId;
  private byte[] projectId;
  private byte[] groupId;
  private byte[] primaryHash;
  private byte[] occurrenceId;
  private byte[] skipConsume;
  private byte[] isNew;
  private byte[] isRegression;
  private byte[] isNewGroupEnvironment;
  private byte[] groupStates;
  private byte[] queue;

  HeaderDecoder(DecodeLimits limits) {
    this.scanner = new JsonScanner(limits);
  }

  Decoded decode(HeaderCursor headers, EventStreamType type) {
    clear();
    collect(headers);
    try {
      return decode(type);
    } catch (DecodeFailureException e) {
      return new Decoded.Failed(Via.HEADERS, null, e.failure());
    }
  }

  private void clear() {
    version = ABSENT;
    operation = ABSENT;
    eventId = ABSENT;
    projectId = ABSENT;
    groupId = ABSENT;
    primaryHash = ABSENT;
    occurrenceId = ABSENT;
    skipConsume = ABSENT;
    isNew = ABSENT;
    isRegression = ABSENT;
    isNewGroupEnvironment = ABSENT;
    groupStates = ABSENT;
    queue = ABSENT;
  }

  private void collect(HeaderCursor headers) {
    while (headers.next()) {
      switch (headers.name()) {
        case "version" -> version = headers.value();
        case "operation" -> operation = headers.value();
        case "event_id" -> eventId = headers.value();
        case "project_id" -> projectId = headers.value();
        case "group_id" -> groupId = headers.value();
        case "primary_hash" -> primaryHash = headers.value();
        case "occurrence_id" -> occurrenceId = headers.value();
        case "skip_consume" -> skipConsume = headers.value();
        case "is_new" -> isNew = headers.value();
        case "is_regression" -> isRegression = headers.value();
        case "is_new_group_environment" -> isNewGroupEnvironment = headers.value();
        case "group_states" -> groupStates = headers.value();
        case "queue" -> queue = headers.value();
        default -> {
          // Not one of the protocol's.
        }
      }
    }
  }

  private Decoded decode(EventStreamType type) throws DecodeFailureException {
    long versionNumber = integer("version", version);
    require("operation", operation);
    if (!Arrays.equals(operation, INSERT)) {
      String name = text("operation", operation);
      requireKnown(versionNumber);
      SkipCause cause = Protocol.skipCause(versionNumber, name);
      if (cause == null) {
        throw failure(
            FailureReason.UNEXPECTED_OPERATION,
            "operation",
            Protocol.describeUnexpected(versionNumber, operation.length));
      }
      return new Decoded.Skip(Via.HEADERS, null, cause);
    }
    return insert(versionNumber, type);
  }

  /**
   * Everything is decoded before version and skip_consume count: a header amiss means the value
   * decides.
   */
  private Decoded insert(long versionNumber, EventStreamType type) throws DecodeFailureException {
    Object[] arguments = new Object[TaskArguments.NAMES.size()];
    long project = integer("project_id", projectId);
    arguments[TaskArguments.CACHE_KEY] = cacheKey(project);
    arguments[TaskArguments.PROJECT_ID] = project;
    arguments[TaskArguments.GROUP_ID] =
        isPresent(groupId) ? (Long) integer("group_id", groupId) : null;
    arguments[TaskArguments.PRIMARY_HASH] = optionalText("primary_hash", primaryHash);
    arguments[TaskArguments.OCCURRENCE_ID] = optionalText("occurrence_id", occurrenceId);
    boolean skip = flag("skip_consume", skipConsume);
    arguments[TaskArguments.IS_NEW] = flag("is_new", isNew);
    arguments[TaskArguments.IS_REGRESSION] = flag("is_regression", isRegression);
    arguments[TaskArguments.IS_NEW_GROUP_ENVIRONMENT] =
        flag("is_new_group_environment", isNewGroupEnvironment);
    DecodeFailure groupStatesFailure = isPresent(groupStates) ? groupStatesFailure() : null;
    arguments[TaskArguments.GROUP_STATES] =
        isPresent(groupStates) && groupStatesFailure == null ? new JsonText(groupStates) : null;
    String queueName = queue == ABSENT ? DEFAULT_QUEUE : text("queue", require("queue", queue));
    arguments[TaskArguments.EVENTSTREAM_TYPE] = type == null ? null : type.toString();

    requireKnown(versionNumber);
    return skip
        ? new Decoded.Skip(Via.HEADERS, null, SkipCause.SKIP_CONSUME)
        : new Decoded.Dispatch(
            Via.HEADERS, null, new TaskArguments(arguments), queueName, groupStatesFailure);
  }

  private static void requireKnown(long versionNumber) throws DecodeFailureException {
    if (!Protocol.isKnownVersion(versionNumber)) {
      throw failure(
          FailureReason.UNKNOWN_VERSION, "version", "expected 1 or 2, found " + versionNumber);
    }
  }

  /** {@code e:<event id>:<project id>}, without a String for the event id alone. */
  private String cacheKey(long project) throws DecodeFailureException {
    require("event_id", eventId);
    requireUtf8("event_id", eventId);
    byte[] projectDigits = Long.toString(project).getBytes(StandardCharsets.ISO_8859_1);
    int length = 2 + eventId.length + 1 + projectDigits.length;
    if (cacheKeyBuffer.length < length) {
      cacheKeyBuffer = new byte[length];
    }
    byte[] key = cacheKeyBuffer;
    key[0] = 'e';
    key[1] = ':';
    System.arraycopy(eventId, 0, key, 2, eventId.length);
    key[2 + eventId.length] = ':';
    System.arraycopy(projectDigits, 0, key, 3 + eventId.length, projectDigits.length);
    return new String(key, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * Why {@code group_states} is not a JSON array, null if it is one. Text that is not strict JSON,
   * or not an array, costs the group states only; what a task could not carry on lets the value
   * decide.
   */
  private DecodeFailure groupStatesFailure() throws DecodeFailureException {
    requireUtf8("group_states", groupStates);
    scanner.reset(groupStates, 0, groupStates.length);
    scanner.refuseLongIntegers();
    try {
      byte first = scanner.peek();
      scanner.skipValue();
      scanner.end();
      return first == '['
          ? null
          : DecodeFailure.ofHeader(
              FailureReason.INVALID_FIELD,
              "group_states",
              "expected a JSON array, found other JSON");
    } catch (DecodeFailureException e) {
      DecodeFailure cause = e.failure();
      DecodeFailure failure =
          DecodeFailure.ofField(cause.reason(), "group_states", cause.offset(), cause.detail());
      if (failure.reason() == FailureReason.INVALID_FIELD) {
        throw new DecodeFailureException(failure);
      }
      return failure;
    }
  }

  private long integer(String name, byte[] value) throws DecodeFailureException {
    require(name, value);
    if (!integers.parseBytes(value)) {
      throw failure(
          FailureReason.INVALID_FIELD,
          name,
          "expected a decimal integer, found " + value.length + " bytes that are none");
    }
    if (integers.isOutOfRange()) {
      throw failure(FailureReason.INVALID_FIELD, name, "expected an integer within signed 64 bits");
    }
    return integers.value();
  }

  private boolean flag(String name, byte[] value) throws DecodeFailureException {
    require(name, value);
    if (!integers.parseText(value)) {
      requireUtf8(name, value);
      throw failure(
          FailureReason.INVALID_FIELD,
          name,
          "expected 0 or another integer, found " + value.length + " bytes that are none");
    }
    return !integers.isZero();
  }

  private static String optionalText(String name, byte[] value) throws DecodeFailureException {
    return isPresent(value) ? text(name, value) : null;
  }

  private static String text(String name, byte[] value) throws DecodeFailureException {
    requireUtf8(name, value);
    return new String(value, StandardCharsets.UTF_8);
  }

  private static void requireUtf8(String name, byte[] value) throws DecodeFailureException {
    if (!Utf8.isValid(value)) {
      throw failure(
          FailureReason.INVALID_UTF8,
          name,
          "expected UTF-8, found " + value.length + " bytes that are not");
    }
  }

  private static byte[] require(String name, byte[] value) throws DecodeFailureException {
    if (!isPresent(value)) {
      throw failure(
          FailureReason.MISSING_FIELD,
          name,
          value == null
              ? "expected a value, found a null header"
              : "expected the header, found none");
    }
    return value;
  }

  private static boolean isPresent(byte[] value) {
    return value != null && value != ABSENT;
  }

  private static DecodeFailureException failure(
      FailureReason reason, String header, String detail) {
    return new DecodeFailureException(DecodeFailure.ofHeader(reason, header, detail));
  }
}
