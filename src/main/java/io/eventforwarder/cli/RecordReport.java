// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.deadletter.Redecoded;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.deadletter.StoredDeadLetter;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.route.PathComparison;
import io.eventforwarder.source.HeaderViews;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;

/**
 * Describes one record as JSON, and what the configured forwarder does with it. {@link RecordText}
 * writes the JSON as text.
 *
 * @param full whether to show all of key, headers and value, secrets too
 */
record RecordReport(ForwarderConfig config, boolean full) {

  private static final int MAX_HEADER = 300;

  ObjectNode of(SourceRecord record) {
    EventStreamType type = config.source().typeByTopic().get(record.topic());
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.set("record", JsonLine.node(record.coordinates()));
    report.put("time", Printable.time(record.timestamp()));
    report.put("carries", type == null ? null : type.toString());
    addBytes(report.putObject("key"), "", record.key());
    addHeaders(report.putArray("headers"), record);
    addPaths(report.putObject("paths"), record, type);
    addOutcome(report, record);
    ValuePreview preview = ValuePreview.of(record.value(), full);
    report
        .putObject("value")
        .put("size", record.value() == null ? null : record.value().length)
        .put("format", preview.format())
        .put("whole", preview.isWhole())
        .set("content", preview.content());
    return report;
  }

  ObjectNode of(StoredDeadLetter deadLetter) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    ObjectNode failure = report.putObject("dead_letter");
    failure.setAll((ObjectNode) JsonLine.node(deadLetter.coordinates()));
    failure.put("failed_at", deadLetter.header(DeadLetterHeaders.TIME).orElse(null));
    failure.put("stage", deadLetter.header(DeadLetterHeaders.STAGE).orElse(null));
    failure.put("reason", deadLetter.reason());
    failure.put("class", deadLetter.header(DeadLetterHeaders.CLASS).orElse(null));
    failure.put("header_message", deadLetter.header(DeadLetterHeaders.HEADER_MESSAGE).orElse(null));
    failure.put("value_message", deadLetter.header(DeadLetterHeaders.VALUE_MESSAGE).orElse(null));
    failure.put("replays", deadLetter.replayCount());
    failure.set("origin", JsonLine.node(deadLetter.origin()));
    report.setAll(of(deadLetter.original()));
    deadLetter
        .omittedValueSize()
        .ifPresent(size -> report.putObject("value").put("size", size).put("format", "omitted"));
    return report;
  }

  private void addHeaders(ArrayNode headers, SourceRecord record) {
    for (Header header : record.headers()) {
      byte[] name = HeaderViews.nameBytes(header);
      ObjectNode node = headers.addObject().put("name", header.key());
      if (Printable.utf8(name) == null) {
        node.put("name_hex", HexFormat.of().formatHex(name));
      }
      addBytes(node, header.key(), header.value());
    }
  }

  /** As {@code text} if the bytes are text, as {@code hex} if not. */
  private void addBytes(ObjectNode node, String name, byte[] bytes) {
    if (bytes == null) {
      node.putNull("text");
      return;
    }
    String text = Printable.utf8(bytes);
    String shown = text == null ? HexFormat.of().formatHex(bytes) : text;
    if (!full) {
      shown = Printable.bound(shown, MAX_HEADER);
      shown = SecretMask.isSecret(name) ? SecretMask.MASK : SecretMask.mask(shown);
    }
    node.put(text == null ? "hex" : "text", shown);
  }

  /** The decisions of the headers alone and of the value alone. */
  private void addPaths(ObjectNode node, SourceRecord record, EventStreamType type) {
    MessageDecoder decoder = new MessageDecoder(config.decode().limits());
    Decoded headers = decoder.decodeHeaders(new KafkaHeaderCursor().over(record.headers()), type);
    Decoded value = decoder.decodeValue(record.value(), type);
    node.put("headers_asked", config.decode().mode() != DecodeMode.VALUE_ONLY);
    node.set("headers", decoded(headers));
    node.set("value", decoded(value));
    ArrayNode differences = node.putArray("differences");
    new PathComparison(headers, value)
        .differences().stream()
            .map(PathComparison.Difference::name)
            .filter(field -> !field.equals(PathComparison.OUTCOME))
            .forEach(differences::add);
  }

  static ObjectNode decoded(Decoded decoded) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("outcome", DecodedJson.outcome(decoded));
    if (decoded instanceof Decoded.Failed failed) {
      DecodeFailure failure = failed.failure();
      node.put("reason", failure.reason().name());
      node.put("field", failure.field());
      node.put("byte", failure.offset() < 0 ? null : failure.offset());
      node.put("message", failure.message());
    } else if (decoded instanceof Decoded.Skip skip) {
      node.put("cause", skip.cause().toString());
    } else if (decoded instanceof Decoded.Dispatch dispatch) {
      if (dispatch.groupStatesFailure() != null) {
        node.put("group_states_dropped", dispatch.groupStatesFailure().message());
      }
      node.set("task", DecodedJson.task(dispatch));
    }
    return node;
  }

  /** The decision of the configured decoder, and the task as it would be dispatched. */
  private void addOutcome(ObjectNode report, SourceRecord record) {
    Redecoded outcome = new Redecoder(config).decode(record);
    Decoded decoded = outcome.decoded();
    report.put("outcome", outcome.reason() == null ? DecodedJson.outcome(decoded) : "fail");
    report.put("via", decoded.via().toString());
    report.put("fallback", decoded.isFallback());
    if (outcome.reason() != null) {
      report.put("reason", outcome.reason().name());
      report.put("message", outcome.message());
    }
    if (outcome.isTask()) {
      TaskSerializationSchema tasks =
          new TaskSerializationSchema(config.dispatch(), KafkaCluster.sourceName(config));
      tasks.open(null, null);
      PostProcessTask task = PostProcessTask.of(record, ((Decoded.Dispatch) decoded).fields());
      String topic = tasks.serialize(task, null, null).topic();
      report.putObject("task").put("id", tasks.idOf(task)).put("topic", topic);
    } else {
      report.putNull("task");
    }
  }
}
