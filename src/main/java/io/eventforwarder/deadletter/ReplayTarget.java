/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
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
