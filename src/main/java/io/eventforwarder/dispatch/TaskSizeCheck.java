// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.TaskField;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Detects tasks that are too large for their topic, before a sink fails on them. Nearly all are so
 * small that the length of their fields decides. Only the others are encoded. Not thread-safe.
 */
public final class TaskSizeCheck implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * The most bytes that a character or byte of a task can take, in all places of a record together:
   * six in JSON and one in msgpack for an escaped one, three in each of two headers.
   */
  private static final int MAX_GROWTH = 8;

  /** More than everything of fixed size in a record. */
  private static final int FRAME_BYTES = 4_096;

  private final DispatchSettings settings;
  private final Map<String, Integer> maxBytesByTopic;
  private final TaskSerializationSchema schema;
  private final int surelySmall;

  private transient boolean isOpen;

  /**
   * @param maxBytesByTopic the largest record that each topic of {@link TaskRoutes#topics} accepts
   */
  public TaskSizeCheck(DispatchSettings settings, Map<String, Integer> maxBytesByTopic) {
    this.settings = settings;
    this.maxBytesByTopic = Map.copyOf(maxBytesByTopic);
    // All ids have one length, whatever the cluster's name.
    this.schema = new TaskSerializationSchema(settings, "");
    int smallestLimit =
        maxBytesByTopic.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
    this.surelySmall = (smallestLimit - FRAME_BYTES) / MAX_GROWTH;
  }

  /** Why the task cannot be dispatched, null if it can. */
  public String check(PostProcessTask task) {
    return task.variableLength() <= surelySmall ? null : checkLarge(task);
  }

  private String checkLarge(PostProcessTask task) {
    String topic = settings.routes().topicOf(task.fields().get(TaskField.QUEUE));
    int limit = maxBytesByTopic.get(topic);
    // Encoding would need several times the memory of the fields.
    long leastSize = settings.leastLength(task.fields());
    if (leastSize > limit) {
      return tooLarge(topic, limit, "at least", leastSize);
    }
    if (!isOpen) {
      schema.open(null, null);
      isOpen = true;
    }
    ProducerRecord<byte[], byte[]> record = schema.serialize(task, null, null);
    int size = RecordSize.upperBound(record);
    return size <= limit ? null : tooLarge(topic, limit, "up to", size);
  }

  private static String tooLarge(String topic, int limit, String bound, long size) {
    return String.format(
        Locale.ROOT,
        "expected a task of at most %,d bytes, max.message.bytes of topic %s, found %s %,d",
        limit,
        topic,
        bound,
        size);
  }
}
