// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.io.Serializable;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition may be read now. {@link PausableKafkaSource} pauses a partition that has
 * reached its limit, and resumes it when the limit has moved. Thread-safe.
 */
public interface ReadLimits extends AutoCloseable {

  /** The limit of a partition that may be read to its end. */
  long UNLIMITED = Long.MAX_VALUE;

  /** The limit of a partition that must not be read. */
  long PAUSED = Long.MIN_VALUE;

  /**
   * The first offset that must not be read, or {@link #UNLIMITED} or {@link #PAUSED}. Called by the
   * fetching thread before each fetch, so it must not block.
   *
   * @throws IllegalStateException if the limit is unknown and will stay unknown; fails the task
   */
  long limit(TopicPartition partition);

  /**
   * @param listener called by any thread after the {@link #limit} of a partition has changed; must
   *     return at once and throw nothing
   */
  void onChange(Runnable listener);

  @Override
  void close();

  /** Opens the limits for one subtask of the source. */
  interface Factory extends Serializable {

    /** Called once, before the first partition is read; may block until the limits are known. */
    ReadLimits open(SourceReaderContext context);
  }
}
