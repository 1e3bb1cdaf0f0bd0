// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.source.SourceRecord;

/** Decides what to send for a dead letter, and where. */
interface ReplayTarget extends AutoCloseable {

  /**
   * @param original the record as the job read it
   * @param redecoded what the job would do with it now
   */
  ReplayDecision decide(StoredDeadLetter deadLetter, SourceRecord original, Redecoded redecoded);

  @Override
  default void close() {}
}
