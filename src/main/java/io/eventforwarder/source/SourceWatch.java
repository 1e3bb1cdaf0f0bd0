// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.io.Serializable;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs beside a source's enumerator on the JobManager, from its start to its end. No method blocks
 * for long or throws: the job does not depend on it.
 */
public interface SourceWatch extends AutoCloseable {

  void start();

  /**
   * Called at the start of a restored source and with each checkpoint.
   *
   * @param offsets where each known partition starts if nothing of it was committed; negative marks
   *     as in {@link org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit}
   */
  void startsAt(Map<TopicPartition, Long> offsets);

  @Override
  void close();

  /** Creates the watch for one enumerator. */
  interface Factory extends Serializable {

    /**
     * @param enumeratorGroup the same for each enumerator that a job has, one after the other
     */
    SourceWatch create(MetricGroup enumeratorGroup);
  }
}
