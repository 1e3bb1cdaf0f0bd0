// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.source.TraceContext;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Finds tasks that their topic would refuse for their size, before a sink fails with them. Most are
 * so small that a glance at their arguments will do; only the others are encoded for it. Not
 * thread-safe.
 */
public final class TaskSizeCheck implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Bytes that a character or byte of a task can become at most, in all places of a record
   * together: six of JSON and one of msgpack for what is escaped, three in each of two headers.
   */
  private static final int MAX_GROWTH = 8;

  /** More than all else in a record. */
  private static final int FRAME_BYTES = 4_096;

  private final Map<String, Integer> maxBytesByTopic;
  private final TaskSerializationSchema schema;
  private final int surelySmall;

  private transient boolean isOpen;

  /**
   * @param maxBytesByTopic the largest record that each topic of {@link TaskRoutes#topics} takes
   */
  public TaskSizeCheck(DispatchSettings settings, Map<String, Integer> maxBytesByTopic) {
    this.maxBytesByTopic = Map.copyOf(maxBytesByTopic);
    // All ids have one length, whatever the cluster's name.
    this.schema = new TaskSerializationSchema(settings, "");
    int smallestLimit =
        maxBytesByTopic.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
    this.surelySmall = (smallestLimit - FRAME_BYTES) / MAX_GROWTH;
  }

  /** Why the task cannot be dispatched, null if it can. */
  public DecodeFailure check(PostProcessTask task) {
    return length(task) <= surelySmall ? null : checkEncoded(task);
  }

  /** Characters and bytes of all in a task that may be long. */
  private static long length(PostProcessTask task) {
    TraceContext trace = task.trace();
    long length =
        trace.baggage().length() + trace.sentryTrace().length() + trace.traceparent().length();
    TaskArguments arguments = task.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      Object argument = arguments.get(i);
      if (argument instanceof String text) {
        length += text.length();
      } else if (argument instanceof JsonText json) {
        length += json.utf8().length;
      }
    }
    return length;
  }

  private DecodeFailure checkEncoded(PostProcessTask task) {
    if (!isOpen) {
      schema.open(null, null);
      isOpen = true;
    }
    ProducerRecord<byte[], byte[]> record = schema.serialize(task, null, null);
    int size = RecordSize.upperBound(record);
    int limit = maxBytesByTopic.get(record.topic());
    return size <= limit
        ? null
        : new DecodeFailure(
            FailureReason.TASK_TOO_LARGE,
            null,
            -1,
            String.format(
                Locale.ROOT,
                "expected a task of at most %,d bytes, max.message.bytes of topic %s, found %,d",
                limit,
                record.topic(),
                size));
  }
}
