// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.util.IOUtils;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition may be read at the moment. {@link PausableKafkaSource} pauses a partition
 * that has reached its limit, and resumes it when the limit has moved on. Thread-safe.
 */
public interface ReadLimits extends AutoCloseable {

  /** The limit of a partition that may be read to its end. */
  long UNLIMITED = Long.MAX_VALUE;

  /** The limit of a partition that must not be read. */
  long PAUSED = Long.MIN_VALUE;

  /**
   * The first offset that must not be read, or {@link #UNLIMITED} or {@link #PAUSED}. Called before
   * each fetch by the thread that fetches, so it must not block.
   *
   * @throws IllegalStateException if the limit is unknown and will stay so; fails the task
   */
  long limit(TopicPartition partition);

  /**
   * Registers for changes.
   *
   * @param listener to be called, by any thread, after the result of {@link #limit} has changed for
   *     some partition; returns at once and throws nothing
   */
  void onChange(Runnable listener);

  @Override
  void close();

  /** Opens the limits for one subtask of the source. */
  interface Factory extends Serializable {

    /** Called once, before the first partition is read; may block until limits are known. */
    ReadLimits open(SourceReaderContext context);
  }

  /** The lowest limit of several counts. */
  static Factory lowestOf(List<Factory> factories) {
    List<Factory> all = List.copyOf(factories);
    return context -> new LowestReadLimits(openAll(all, context));
  }

  private static List<ReadLimits> openAll(List<Factory> factories, SourceReaderContext context) {
    ReadLimits[] opened = new ReadLimits[factories.size()];
    try {
      for (int i = 0; i < opened.length; i++) {
        opened[i] = factories.get(i).open(context);
      }
    } catch (RuntimeException e) {
      IOUtils.closeAllQuietly(opened);
      throw e;
    }
    return List.of(opened);
  }
}
