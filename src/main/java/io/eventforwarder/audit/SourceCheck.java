// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.OffsetRange;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Examines ranges whose output differs from the ledger: decodes their source records as the job
 * does, to name each that is lost, or to report that the counts are wrong. Connects at the first
 * use.
 */
final class SourceCheck implements AutoCloseable {

  private final ForwarderConfig config;
  private Redecoder decoder;
  private TopicReader reader;

  SourceCheck(ForwarderConfig config) {
    this.config = config;
  }

  void examine(
      TopicPartition partition, AuditedRange range, Outputs outputs, Consumer<Finding> findings) {
    if (reader == null) {
      decoder = new Redecoder(config);
      reader = new TopicReader(KafkaCluster.source(config));
    }
    long first = reader.starts(List.of(partition)).get(partition);
    OffsetRange offsets = range.offsets;
    Examination examination = new Examination(partition, range, outputs, decoder, findings);
    reader.read(
        partition, new OffsetRange(Math.max(first, offsets.from()), offsets.to()), examination);
    examination.finish(first <= offsets.from());
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
