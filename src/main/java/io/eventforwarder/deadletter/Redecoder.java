/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.deadletter;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;

/** What the configured decoder makes of a record now. Not thread-safe. */
public final class Redecoder {

  private final MessageDecoder decoder;
  private final DecodeMode mode;
  private final Map<String, EventStreamType> typeByTopic;
  private final KafkaHeaderCursor headers = new KafkaHeaderCursor();

  public Redecoder(ForwarderConfig config) {
    decoder = new MessageDecoder(config.decodeLimits());
    mode = config.decodeMode();
    typeByTopic = config.source().typeByTopic();
  }

  public Decoded decode(SourceRecord record) {
    return decoder.decode(
        mode, headers.over(record.headers()), record.value(), typeByTopic.get(record.topic()));
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
