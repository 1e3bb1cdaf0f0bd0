// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far the job is, as the brokers know it. Used by one thread. */
public interface ProgressLog extends AutoCloseable {

  /**
   * Asks the brokers, and waits for the answer.
   *
   * @return for each partition that the job has committed an offset of
   * @throws Exception if the brokers do not answer
   */
  Map<TopicPartition, Progress> ask() throws Exception;

  @Override
  void close();
}
