// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a replay does with one dead letter.
 *
 * @param detail for people: what becomes of the record, or why nothing is sent
 * @param record what is sent, null for nothing
 */
public record ReplayDecision(Action action, String detail, ProducerRecord<byte[], byte[]> record) {

  /** What is done. The constants' names are part of the command's output. */
  public enum Action {
    /** A record is sent. */
    SEND,
    /** The record decodes now and asks for no task: it is done without sending anything. */
    NO_TASK,
    /** The record cannot be decoded now either, so that there is no task to send. */
    STILL_FAILS,
    /** It must not or cannot be sent. */
    REFUSE
  }

  public ReplayDecision {
    Objects.requireNonNull(action);
    Objects.requireNonNull(detail);
  }

  static ReplayDecision send(String detail, ProducerRecord<byte[], byte[]> record) {
    return new ReplayDecision(Action.SEND, detail, record);
  }

  static ReplayDecision withoutRecord(Action action, String detail) {
    return new ReplayDecision(action, detail, null);
  }
}
