// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.SourceRecord;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the records that dead letters were made of: in the dead letter itself or, if that has no
 * value because of its size, in the source topic as long as the brokers keep it. Not thread-safe.
 */
final class Originals implements AutoCloseable {

  private final KafkaCluster source;
  private TopicReader reader;

  Originals(KafkaCluster source) {
    this.source = source;
  }

  /** Empty if the value was left out and the source topic no longer has the record. */
  Optional<SourceRecord> of(StoredDeadLetter deadLetter) {
    OptionalLong omitted = deadLetter.omittedValueSize();
    return omitted.isEmpty()
        ? Optional.of(deadLetter.original())
        : fetch(deadLetter).filter(record -> hasValueOf(record, omitted.getAsLong()));
  }

  private Optional<SourceRecord> fetch(StoredDeadLetter deadLetter) {
    if (reader == null) {
      reader = new TopicReader(source);
    }
    try {
      return Optional.of(SourceRecord.of(reader.fetch(deadLetter.source())));
    } catch (NoSuchRecordException e) {
      return Optional.empty();
    }
  }

  /** A topic that was created again has other records at the same offsets. */
  private static boolean hasValueOf(SourceRecord record, long size) {
    return record.value() == null
        ? size == DeadLetterHeaders.NO_VALUE
        : record.value().length == size;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
