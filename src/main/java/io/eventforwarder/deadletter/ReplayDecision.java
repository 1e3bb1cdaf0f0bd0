// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a replay does with one dead letter.
 *
 * @param detail for people: what becomes of the record, or why nothing is sent
 * @param record what to send, null for nothing
 */
public record ReplayDecision(Action action, String detail, ProducerRecord<byte[], byte[]> record) {

  /** The constants' names are part of the command's output. */
  public enum Action {
    /** Send a record. */
    SEND,
    /** Send nothing: the record now decodes and needs no task. */
    NO_TASK,
    /** Send nothing: the record still cannot be decoded. */
    STILL_FAILS,
    /** Send nothing: the record must not or cannot be sent. */
    REFUSE,
    /** Send nothing: an earlier run has replayed the dead letter. */
    REPLAYED_BEFORE
  }

  static ReplayDecision send(String detail, ProducerRecord<byte[], byte[]> record) {
    return new ReplayDecision(Action.SEND, detail, record);
  }

  static ReplayDecision sendNothing(Action action, String detail) {
    return new ReplayDecision(action, detail, null);
  }

  static ReplayDecision refuse(String detail) {
    return sendNothing(Action.REFUSE, detail);
  }

  /** Whether this completes the replay of the dead letter. */
  public boolean isDone() {
    return action == Action.SEND || action == Action.NO_TASK;
  }
}
