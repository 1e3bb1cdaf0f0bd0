// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import java.util.Objects;
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
    /** The record now decodes and needs no task, so nothing is sent. */
    NO_TASK,
    /** The record still cannot be decoded, so there is no task to send. */
    STILL_FAILS,
    /** The record must not or cannot be sent. */
    REFUSE
  }

  public ReplayDecision {
    Objects.requireNonNull(action);
    Objects.requireNonNull(detail);
  }

  static ReplayDecision send(String detail, ProducerRecord<byte[], byte[]> record) {
    return new ReplayDecision(Action.SEND, detail, record);
  }

  static ReplayDecision refuse(String detail) {
    return new ReplayDecision(Action.REFUSE, detail, null);
  }

  /** True if this completes the replay of the dead letter. */
  public boolean isDone() {
    return action == Action.SEND || action == Action.NO_TASK;
  }
}
