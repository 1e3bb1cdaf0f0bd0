// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/**
 * Names of the headers that a dead letter has beside its own and the provenance headers. Values:
 * UTF-8.
 */
public final class DeadLetterHeaders {

  /** All headers that the forwarder adds to any record start so. */
  public static final String PREFIX = "forwarder.";

  /** Where in the job the record failed: {@code decode} or {@code dispatch}. */
  public static final String STAGE = "forwarder.error.stage";

  /** A constant of {@link DeadLetterReason}: why the value did not decide. */
  public static final String REASON = "forwarder.error.reason";

  /** Why the headers did not decide; absent if they were not asked. */
  public static final String HEADER_MESSAGE = "forwarder.error.header-message";

  /** Why the value did not decide. */
  public static final String VALUE_MESSAGE = "forwarder.error.value-message";

  /** The exception class of this reason in the Python forwarder's logs. */
  public static final String CLASS = "forwarder.error.class";

  /** When it failed, ISO-8601 in UTC. */
  public static final String TIME = "forwarder.error.time";

  /**
   * How many bytes the original's value has, or {@link #NO_VALUE}, if the record was too large for
   * the dead-letter topic and its value was left out.
   */
  public static final String VALUE_OMITTED = "forwarder.error.value-omitted";

  /** How many headers the original has, if they were left out, too. */
  public static final String HEADERS_OMITTED = "forwarder.error.headers-omitted";

  /** How many bytes the original's key has, if it has one and it was left out with the headers. */
  public static final String KEY_OMITTED = "forwarder.error.key-omitted";

  /** For {@link #VALUE_OMITTED}, of a record whose value is null. */
  static final int NO_VALUE = -1;

  /**
   * Followed by a header's position, from 0: that header's name byte for byte, if it is not UTF-8.
   * Kafka's producer writes such names with U+FFFD in place of the bytes at fault.
   */
  public static final String HEADER_NAME_PREFIX = "forwarder.header-name.";

  private DeadLetterHeaders() {}

  /** True for the headers of a dead letter that the original record does not have. */
  static boolean isAdded(String name) {
    return name.startsWith(PREFIX) || name.startsWith(ConnectHeaders.PREFIX);
  }
}
