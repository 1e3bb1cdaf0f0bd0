// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.Locale;

/** Why a commit-log record is no announcement for the gate. */
public enum Ignored implements CommitLogEntry {
  /** It has no value or no key. */
  TOMBSTONE,
  /** Its key is not {@code topic:partition:group}. */
  MALFORMED_KEY,
  /** Its value has no offset. */
  MALFORMED_VALUE,
  /** It is about a topic that is not configured with this commit log. */
  OTHER_TOPIC,
  /** It is from a group that is not followed. */
  OTHER_GROUP;

  /** The spelling in metrics. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
