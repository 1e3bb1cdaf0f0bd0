// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSizeCheck;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;

/** Decodes records as the configured job would now. Not thread-safe. */
public final class Redecoder {

  private final MessageDecoder decoder;
  private final DecodeMode mode;
  private final Map<String, EventStreamType> typeByTopic;
  private final TaskSizeCheck taskSizes;
  private final KafkaHeaderCursor headers = new KafkaHeaderCursor();

  /** Reads from the dispatch cluster how large tasks may be. */
  public Redecoder(ForwarderConfig config) {
    decoder = new MessageDecoder(config.decode().limits());
    mode = config.decode().mode();
    typeByTopic = config.source().typeByTopic();
    taskSizes =
        new TaskSizeCheck(
            config.dispatch(),
            KafkaCluster.dispatch(config).maxRecordBytes(config.dispatch().routes().topics()));
  }

  public Redecoded decode(SourceRecord record) {
    Decoded decoded =
        decoder.decode(
            mode, headers.over(record.headers()), record.value(), typeByTopic.get(record.topic()));
    return new Redecoded(
        decoded,
        decoded instanceof Decoded.Dispatch dispatch
            ? taskSizes.check(PostProcessTask.of(record, dispatch.fields()))
            : null);
  }
}
