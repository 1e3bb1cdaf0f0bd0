// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/**
 * Names of the headers that the forwarder adds to a dead letter, beside the provenance headers.
 * Values are UTF-8.
 */
public final class DeadLetterHeaders {

  /** Prefix of all headers that the forwarder adds to any record. */
  public static final String PREFIX = "forwarder.";

  /** The step that failed: {@code decode} or {@code dispatch}. */
  public static final String STAGE = "forwarder.error.stage";

  /** A constant of {@link DeadLetterReason}. */
  public static final String REASON = "forwarder.error.reason";

  /** Why the headers did not decide; absent if they were not decoded. */
  public static final String HEADER_MESSAGE = "forwarder.error.header-message";

  /** Why the value did not decide. */
  public static final String VALUE_MESSAGE = "forwarder.error.value-message";

  /** The exception class of this reason in the Python forwarder's logs. */
  public static final String CLASS = "forwarder.error.class";

  /** When the record failed, ISO-8601 in UTC. */
  public static final String TIME = "forwarder.error.time";

  /**
   * The value's length in bytes or {@link #NO_VALUE}, if the topic would refuse it as too large.
   */
  public static final String VALUE_OMITTED = "forwarder.error.value-omitted";

  /** The number of original headers, if they were left out too. */
  public static final String HEADERS_OMITTED = "forwarder.error.headers-omitted";

  /** The key's length in bytes, if it was left out with the headers. */
  public static final String KEY_OMITTED = "forwarder.error.key-omitted";

  /** {@link #VALUE_OMITTED} of a record whose value is null. */
  static final int NO_VALUE = -1;

  /**
   * Followed by a header's position, from 0: the bytes of that header's name, if they are not
   * UTF-8. Kafka's producer replaces such bytes by U+FFFD.
   */
  public static final String HEADER_NAME_PREFIX = "forwarder.header-name.";

  /** Prefix of Kafka Connect's headers of a dead letter, for tools that read them. */
  static final String CONNECT_PREFIX = "__connect.errors.";

  private DeadLetterHeaders() {}

  /** Whether the forwarder added a header, so that the original record does not have it. */
  static boolean isAdded(String name) {
    return name.startsWith(PREFIX) || name.startsWith(CONNECT_PREFIX);
  }
}
