// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.util.IOUtils;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition may be read for now. Limits move while the job runs; {@link
 * PausableKafkaSource} pauses a partition that has reached its limit and resumes it when the limit
 * has moved on.
 */
public interface ReadLimits extends AutoCloseable {

  /** The limit of a partition that may be read as far as it goes. */
  long UNLIMITED = Long.MAX_VALUE;

  /** The limit of a partition that is not to be read at all. */
  long PAUSED = Long.MIN_VALUE;

  /**
   * The offset from which on the partition is not to be read now, or {@link #UNLIMITED} or {@link
   * #PAUSED}. Called by the thread of the source's subtask: must not block.
   */
  long limit(TopicPartition partition);

  /**
   * Asks to be told of changes.
   *
   * @param listener to be called, by any thread, after {@link #limit} has changed its answer for
   *     some partition; returns at once
   */
  void onChange(Runnable listener);

  @Override
  void close();

  /** Makes the limits for one subtask of the source. */
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
