// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.source.SourceRecord;

/** Where replayed records go. */
interface ReplayTarget {

  /**
   * @param original as the job read it
   * @param decoded what the configured decoder makes of it now
   */
  ReplayDecision decide(StoredDeadLetter deadLetter, SourceRecord original, Decoded decoded);
}
