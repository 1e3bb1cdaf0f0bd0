// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.Redecoded;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.route.PathComparison;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.util.List;

/**
 * What the configured forwarder does with one record, and why.
 *
 * @param type null if the configuration does not name the record's topic
 * @param outcome the decision of the configured decoder
 * @param task null if none is dispatched
 */
record Explanation(
    SourceRecord record, EventStreamType type, Paths paths, Redecoded outcome, Task task) {

  /** The decisions of the headers alone and of the value alone, and the mode that is configured. */
  record Paths(DecodeMode mode, Decoded headers, Decoded value) {

    /** The fields that differ; empty unless both paths found a task. */
    List<String> differences() {
      return new PathComparison(headers, value)
          .differences().stream()
              .map(PathComparison.Difference::name)
              .filter(field -> !field.equals(PathComparison.OUTCOME))
              .toList();
    }
  }

  /**
   * The task as it is dispatched.
   *
   * @param topic the target of its route
   */
  record Task(String id, String topic) {}

  static Explanation of(SourceRecord record, ForwarderConfig config) {
    EventStreamType type = config.source().typeByTopic().get(record.topic());
    MessageDecoder decoder = new MessageDecoder(config.decode().limits());
    Paths paths =
        new Paths(
            config.decode().mode(),
            decoder.decodeHeaders(new KafkaHeaderCursor().over(record.headers()), type),
            decoder.decodeValue(record.value(), type));
    Redecoded outcome = new Redecoder(config).decode(record);
    return new Explanation(record, type, paths, outcome, task(record, outcome, config));
  }

  private static Task task(SourceRecord record, Redecoded outcome, ForwarderConfig config) {
    if (!outcome.isTask()) {
      return null;
    }
    TaskSerializationSchema tasks =
        new TaskSerializationSchema(config.dispatch(), KafkaCluster.sourceName(config));
    tasks.open(null, null);
    PostProcessTask task =
        PostProcessTask.of(record, ((Decoded.Dispatch) outcome.decoded()).fields());
    return new Task(tasks.idOf(task), tasks.serialize(task, null, null).topic());
  }
}
