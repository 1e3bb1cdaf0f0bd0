// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.DecodeFailure;
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

/** What the configured forwarder makes of a record now. Not thread-safe. */
public final class Redecoder {

  private final MessageDecoder decoder;
  private final DecodeMode mode;
  private final Map<String, EventStreamType> typeByTopic;
  private final TaskSizeCheck taskSizes;
  private final KafkaHeaderCursor headers = new KafkaHeaderCursor();

  /** Asks the dispatch cluster how large tasks may be. */
  public Redecoder(ForwarderConfig config) {
    decoder = new MessageDecoder(config.decodeLimits());
    mode = config.decodeMode();
    typeByTopic = config.source().typeByTopic();
    taskSizes =
        new TaskSizeCheck(
            config.dispatch(),
            KafkaCluster.dispatch(config).maxRecordBytes(config.dispatch().routes().topics()));
  }

  public Decoded decode(SourceRecord record) {
    Decoded decoded =
        decoder.decode(
            mode, headers.over(record.headers()), record.value(), typeByTopic.get(record.topic()));
    if (decoded instanceof Decoded.Dispatch dispatch) {
      DecodeFailure tooLarge = taskSizes.check(PostProcessTask.of(record, dispatch));
      return tooLarge == null ? dispatch : dispatch.failed(tooLarge);
    }
    return decoded;
  }

  static String describe(Decoded decoded) {
    if (decoded instanceof Decoded.Failed failed) {
      return "still fails: " + failed.failure().reason() + ", " + failed.failure().message();
    }
    return decoded instanceof Decoded.Skip skip
        ? "decodes now: no task, " + skip.cause()
        : "decodes now: task";
  }
}
