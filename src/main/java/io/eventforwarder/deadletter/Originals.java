// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.SourceRecord;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the original record of a dead letter: in the dead letter itself or, if its value was left
 * out, in the source topic. Not thread-safe.
 */
final class Originals implements AutoCloseable {

  private final TopicReader source;

  Originals(KafkaCluster source) {
    this.source = new TopicReader(source);
  }

  /** Empty if the value was left out and the source topic no longer has the record. */
  Optional<SourceRecord> of(StoredDeadLetter deadLetter) {
    OptionalLong omitted = deadLetter.omittedValueSize();
    if (omitted.isEmpty()) {
      return Optional.of(deadLetter.original());
    }
    try {
      SourceRecord record = SourceRecord.of(source.fetch(deadLetter.source()));
      // A topic that was created again has other records at the same offsets.
      long size = record.value() == null ? DeadLetterHeaders.NO_VALUE : record.value().length;
      return size == omitted.getAsLong() ? Optional.of(record) : Optional.empty();
    } catch (NoSuchRecordException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
