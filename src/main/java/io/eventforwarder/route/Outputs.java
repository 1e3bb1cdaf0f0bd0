// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.Via;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.source.SourceRecord;

/**
 * Where a record goes. {@link RecordRouter} calls exactly one of {@link #task}, {@link #skipped},
 * {@link #dropped} and {@link #failed} for each record.
 */
interface Outputs {

  /** The record requests a task. */
  void task(SourcePartition partition, Decoded.Dispatch decoded, PostProcessTask task);

  /** The record requests no task. */
  void skipped(SourcePartition partition, SourceRecord record, Decoded.Skip decoded);

  /** The record requests a task that a kill switch drops. */
  void dropped(SourcePartition partition, SourceRecord record, Via via);

  /**
   * The record is a dead letter.
   *
   * @param headerFailure null if the headers decided or were not decoded
   */
  void failed(
      SourcePartition partition,
      SourceRecord record,
      DecodeFailure headerFailure,
      DeadLetterReason reason,
      String message);

  // ---- In addition to the outcome.

  /** The headers did not decide, so the value was decoded. */
  void fallback(SourceRecord record, DecodeFailure headerFailure);
}
