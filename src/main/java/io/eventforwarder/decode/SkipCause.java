// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/**
 * Why a record requests no task: its insert is marked {@code skip_consume}, or its operation is one
 * that the protocol version defines and post-processing ignores.
 */
public enum SkipCause {
  SKIP_CONSUME("skip_consume"),
  // Version 1.
  DELETE("delete"),
  DELETE_GROUPS("delete_groups"),
  MERGE("merge"),
  UNMERGE("unmerge"),
  // Version 2.
  START_DELETE_GROUPS("start_delete_groups"),
  END_DELETE_GROUPS("end_delete_groups"),
  START_MERGE("start_merge"),
  END_MERGE("end_merge"),
  START_UNMERGE("start_unmerge"),
  END_UNMERGE("end_unmerge"),
  START_DELETE_TAG("start_delete_tag"),
  END_DELETE_TAG("end_delete_tag"),
  EXCLUDE_GROUPS("exclude_groups"),
  TOMBSTONE_EVENTS("tombstone_events"),
  REPLACE_GROUP("replace_group");

  private final String key;

  SkipCause(String key) {
    this.key = key;
  }

  /** The operation as the protocol spells it, or {@code skip_consume}. */
  @Override
  public String toString() {
    return key;
  }
}
