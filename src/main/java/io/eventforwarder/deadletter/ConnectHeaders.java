// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/** Names of Kafka Connect's headers of a dead letter. Values are UTF-8. */
final class ConnectHeaders {

  static final String PREFIX = "__connect.errors.";

  static final String TOPIC = "__connect.errors.topic";
  static final String PARTITION = "__connect.errors.partition";
  static final String OFFSET = "__connect.errors.offset";

  /** One of Connect's stages, so that tools know it. */
  static final String STAGE = "__connect.errors.stage";

  /** The class that found the fault. */
  static final String CLASS_NAME = "__connect.errors.class.name";

  static final String EXCEPTION_CLASS_NAME = "__connect.errors.exception.class.name";
  static final String EXCEPTION_MESSAGE = "__connect.errors.exception.message";

  private ConnectHeaders() {}
}
