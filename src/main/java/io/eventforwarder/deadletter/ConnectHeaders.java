// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/** Names of the headers that Kafka Connect adds to a dead letter. Values are UTF-8. */
final class ConnectHeaders {

  static final String PREFIX = "__connect.errors.";

  static final String TOPIC = "__connect.errors.topic";
  static final String PARTITION = "__connect.errors.partition";
  static final String OFFSET = "__connect.errors.offset";

  /** One of Connect's stages, for tools that read them. */
  static final String STAGE = "__connect.errors.stage";

  /** The class that detected the failure. */
  static final String CLASS_NAME = "__connect.errors.class.name";

  static final String EXCEPTION_CLASS_NAME = "__connect.errors.exception.class.name";
  static final String EXCEPTION_MESSAGE = "__connect.errors.exception.message";

  private ConnectHeaders() {}
}
