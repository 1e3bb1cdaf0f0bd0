// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Locale;

/** What decides about a record. Each is a header. All but the first two are keys in the value. */
enum RecordField {
  VERSION,
  OPERATION,
  // Event data.
  EVENT_ID,
  PROJECT_ID,
  GROUP_ID,
  PRIMARY_HASH,
  OCCURRENCE_ID,
  // Task state.
  SKIP_CONSUME,
  IS_NEW,
  IS_REGRESSION,
  IS_NEW_GROUP_ENVIRONMENT,
  GROUP_STATES,
  QUEUE;

  static final int COUNT = values().length;

  static final NameTable<RecordField> HEADERS = new NameTable<>(values());
  static final NameTable<RecordField> EVENT_DATA =
      new NameTable<>(EVENT_ID, PROJECT_ID, GROUP_ID, PRIMARY_HASH, OCCURRENCE_ID);
  static final NameTable<RecordField> TASK_STATE =
      new NameTable<>(
          SKIP_CONSUME, IS_NEW, IS_REGRESSION, IS_NEW_GROUP_ENVIRONMENT, GROUP_STATES, QUEUE);

  static final RecordField[] REQUIRED_EVENT_DATA = {EVENT_ID, PROJECT_ID, GROUP_ID, PRIMARY_HASH};
  static final RecordField[] REQUIRED_TASK_STATE = {
    IS_NEW, IS_REGRESSION, IS_NEW_GROUP_ENVIRONMENT
  };

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The name of the header and of the key. */
  @Override
  public String toString() {
    return key;
  }
}
