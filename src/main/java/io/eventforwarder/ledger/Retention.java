/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.ledger;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What time is left before the brokers delete what the job has not read. Used by one thread. */
public interface Retention extends AutoCloseable {

  /**
   * Asks the brokers, and waits for the answer.
   *
   * @return for each partition that the job has committed an offset of: seconds until the brokers
   *     may delete the record there for its age, never below 0; {@code NaN} if they delete nothing
   *     for its age, or do not let us ask
   * @throws Exception if the brokers do not answer
   */
  Map<TopicPartition, Double> headroom() throws Exception;

  @Override
  void close();
}
