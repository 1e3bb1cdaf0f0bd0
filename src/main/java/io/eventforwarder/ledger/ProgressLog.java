// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The job's progress, as the brokers know it. Used by one thread. */
interface ProgressLog extends AutoCloseable {

  /**
   * Asks the brokers and waits for their answers, a bounded time for each.
   *
   * @param starts where the job starts a partition that it has committed no offset of; negative
   *     means at the first offset
   * @return for each partition that the brokers list, {@link Progress#UNKNOWN} where an answer is
   *     missing
   * @throws Exception if nothing can be known of any partition
   */
  Map<TopicPartition, Progress> ask(Map<TopicPartition, Long> starts) throws Exception;

  @Override
  void close();
}
