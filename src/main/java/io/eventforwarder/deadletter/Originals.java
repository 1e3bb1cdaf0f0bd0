// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.RecordReader;
import io.eventforwarder.source.SourceRecord;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records that dead letters were made of: out of the dead letter itself or, where that has gone
 * without its value, out of the source topic as long as the brokers keep it. Not thread-safe.
 */
final class Originals implements AutoCloseable {

  private final KafkaCluster source;
  private RecordReader reader;

  Originals(KafkaCluster source) {
    this.source = source;
  }

  /** Empty if the value was left out and the source topic has the record no more. */
  Optional<SourceRecord> of(StoredDeadLetter deadLetter) {
    OptionalLong omitted = deadLetter.omittedValueSize();
    return omitted.isEmpty()
        ? Optional.of(deadLetter.original())
        : fetch(deadLetter).filter(record -> hasValueOf(record, omitted.getAsLong()));
  }

  private Optional<SourceRecord> fetch(StoredDeadLetter deadLetter) {
    if (reader == null) {
      reader = new RecordReader(source);
    }
    try {
      return Optional.of(SourceRecord.of(reader.fetch(deadLetter.source())));
    } catch (NoSuchRecordException e) {
      return Optional.empty();
    }
  }

  /** A topic that was made anew has other records at the same offsets. */
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
