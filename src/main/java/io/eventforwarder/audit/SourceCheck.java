// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.RecordReader;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the source topic itself about ranges whose output is not what the ledger counts: decodes
 * their records as the job does, and so names each that is lost, or tells that the count is wrong.
 * Connects when it is first asked.
 */
final class SourceCheck implements AutoCloseable {

  private final ForwarderConfig config;
  private Redecoder decoder;
  private RecordReader reader;

  SourceCheck(ForwarderConfig config) {
    this.config = config;
  }

  void examine(
      TopicPartition partition,
      AuditedRange range,
      OffsetSet tasks,
      OffsetSet deadLetters,
      Consumer<Finding> findings) {
    if (reader == null) {
      decoder = new Redecoder(config);
      reader = new RecordReader(KafkaCluster.source(config));
    }
    long first = reader.starts(List.of(partition)).get(partition);
    Examination examination =
        new Examination(partition, range, tasks, deadLetters, decoder, findings);
    if (first < range.to) {
      reader.read(partition, Math.max(first, range.from), range.to, examination);
    }
    examination.finish(first <= range.from);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
