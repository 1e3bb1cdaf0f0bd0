// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Locale;

/**
 * Why a record requests no task: its insert is marked {@code skip_consume}, or its operation is one
 * that the protocol version defines and post-processing ignores.
 */
public enum SkipCause {
  SKIP_CONSUME,
  // Version 1.
  DELETE,
  DELETE_GROUPS,
  MERGE,
  UNMERGE,
  // Version 2.
  START_DELETE_GROUPS,
  END_DELETE_GROUPS,
  START_MERGE,
  END_MERGE,
  START_UNMERGE,
  END_UNMERGE,
  START_DELETE_TAG,
  END_DELETE_TAG,
  EXCLUDE_GROUPS,
  TOMBSTONE_EVENTS,
  REPLACE_GROUP;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The operation as the protocol spells it, or {@code skip_consume}. */
  @Override
  public String toString() {
    return key;
  }
}
