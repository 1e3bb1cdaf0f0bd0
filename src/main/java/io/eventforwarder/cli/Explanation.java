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
import io.eventforwarder.route.PathComparison;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.util.List;

/**
 * What the configured forwarder does with one record, and why.
 *
 * @param type what the record's topic carries, null if the configuration does not name the topic
 * @param mode whether the headers are asked at all
 * @param fromHeaders what the headers alone say
 * @param fromValue what the value alone says
 * @param outcome what is done
 * @param task null if none is dispatched
 */
record Explanation(
    SourceRecord record,
    EventStreamType type,
    DecodeMode mode,
    Decoded fromHeaders,
    Decoded fromValue,
    Redecoded outcome,
    Task task) {

  /**
   * The task as it is dispatched.
   *
   * @param topic where its route leads
   */
  record Task(String id, String topic) {}

  /**
   * @param sourceCluster id or configured name of the source cluster, part of each task's identity
   */
  static Explanation of(SourceRecord record, ForwarderConfig config, String sourceCluster) {
    EventStreamType type = config.source().typeByTopic().get(record.topic());
    MessageDecoder decoder = new MessageDecoder(config.decodeLimits());
    KafkaHeaderCursor headers = new KafkaHeaderCursor();
    Redecoded outcome = new Redecoder(config).decode(record);
    return new Explanation(
        record,
        type,
        config.decodeMode(),
        decoder.decodeHeaders(headers.over(record.headers()), type),
        decoder.decodeValue(record.value(), type),
        outcome,
        task(record, outcome, config, sourceCluster));
  }

  private static Task task(
      SourceRecord record, Redecoded outcome, ForwarderConfig config, String sourceCluster) {
    if (!outcome.isTask()) {
      return null;
    }
    TaskSerializationSchema tasks = new TaskSerializationSchema(config.dispatch(), sourceCluster);
    tasks.open(null, null);
    PostProcessTask task =
        PostProcessTask.of(record, ((Decoded.Dispatch) outcome.decoded()).fields());
    return new Task(tasks.idOf(task), tasks.serialize(task, null, null).topic());
  }

  /** The fields that the two paths do not agree on; empty unless both found a task. */
  List<String> differences() {
    return new PathComparison(fromHeaders, fromValue)
        .differences().stream()
            .map(PathComparison.Difference::name)
            .filter(field -> !field.equals(PathComparison.OUTCOME))
            .toList();
  }
}
