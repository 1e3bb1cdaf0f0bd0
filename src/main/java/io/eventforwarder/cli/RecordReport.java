// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.deadletter.Redecoded;
import io.eventforwarder.deadletter.StoredDeadLetter;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.HeaderViews;
import io.eventforwarder.source.SourceRecord;
import java.util.Locale;
import org.apache.kafka.common.header.Header;

/**
 * Describes one record as JSON. {@link RecordText} makes text of it.
 *
 * @param full whether to show all of key, headers and value, secrets too
 */
record RecordReport(boolean full) {

  private static final int MAX_HEADER = 300;

  ObjectNode of(Explanation explanation) {
    SourceRecord record = explanation.record();
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.set("record", coordinates(record.coordinates()));
    report.put("time", record.timestamp() < 0 ? null : DeadLetterColumns.time(record.timestamp()));
    report.put("carries", explanation.type() == null ? null : explanation.type().toString());
    addBytes(report.putObject("key"), "", record.key());
    addHeaders(report.putArray("headers"), record);
    addPaths(report.putObject("paths"), explanation.paths());
    addOutcome(report, explanation);
    addValue(report.putObject("value"), record.value());
    return report;
  }

  ObjectNode of(StoredDeadLetter deadLetter, Explanation explanation) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    ObjectNode failure = report.putObject("dead_letter");
    failure.setAll(coordinates(deadLetter.coordinates()));
    addHeader(failure, "failed_at", deadLetter, DeadLetterHeaders.TIME);
    addHeader(failure, "stage", deadLetter, DeadLetterHeaders.STAGE);
    failure.put("reason", deadLetter.reason());
    addHeader(failure, "class", deadLetter, DeadLetterHeaders.CLASS);
    addHeader(failure, "header_message", deadLetter, DeadLetterHeaders.HEADER_MESSAGE);
    addHeader(failure, "value_message", deadLetter, DeadLetterHeaders.VALUE_MESSAGE);
    failure.put("replays", deadLetter.replayCount());
    failure.set("origin", coordinates(deadLetter.origin()));
    report.setAll(of(explanation));
    deadLetter
        .omittedValueSize()
        .ifPresent(size -> report.putObject("value").put("size", size).put("format", "omitted"));
    return report;
  }

  private static void addHeader(
      ObjectNode node, String field, StoredDeadLetter deadLetter, String name) {
    node.put(field, deadLetter.header(name).orElse(null));
  }

  private static ObjectNode coordinates(Coordinates coordinates) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("topic", coordinates.topic())
        .put("partition", coordinates.partition())
        .put("offset", coordinates.offset());
  }

  private void addHeaders(ArrayNode headers, SourceRecord record) {
    for (Header header : record.headers()) {
      byte[] name = HeaderViews.nameBytes(header);
      ObjectNode node = headers.addObject().put("name", header.key());
      if (Printable.utf8(name) == null) {
        node.put("name_hex", Printable.hex(name));
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
    String field = text == null ? "hex" : "text";
    String shown = text == null ? Printable.hex(bytes) : text;
    if (!full) {
      shown = Printable.bound(shown, MAX_HEADER);
      shown = SecretMask.isSecret(name) ? SecretMask.MASK : SecretMask.mask(shown);
    }
    node.put(field, shown);
  }

  private static void addPaths(ObjectNode node, Explanation.Paths paths) {
    node.put("headers_asked", paths.mode() != DecodeMode.VALUE_ONLY);
    addDecoded(node.putObject("headers"), paths.headers());
    addDecoded(node.putObject("value"), paths.value());
    paths.differences().forEach(node.putArray("differences")::add);
  }

  private static void addDecoded(ObjectNode node, Decoded decoded) {
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
      ObjectNode facts = node.putObject("task");
      for (TaskField field : TaskField.values()) {
        facts.set(field.toString(), JsonLine.node(dispatch.fields().get(field)));
      }
    }
  }

  private static void addOutcome(ObjectNode report, Explanation explanation) {
    Redecoded outcome = explanation.outcome();
    Decoded decoded = outcome.decoded();
    report.put("outcome", outcome.reason() == null ? DecodedJson.outcome(decoded) : "fail");
    report.put("via", decoded.via().name().toLowerCase(Locale.ROOT));
    report.put("fallback", decoded.isFallback());
    if (outcome.reason() != null) {
      report.put("reason", outcome.reason().name());
      report.put("message", outcome.message());
    }
    Explanation.Task task = explanation.task();
    if (task == null) {
      report.putNull("task");
    } else {
      report.putObject("task").put("id", task.id()).put("topic", task.topic());
    }
  }

  private void addValue(ObjectNode node, byte[] value) {
    ValuePreview preview = ValuePreview.of(value, full);
    node.put("size", value == null ? null : value.length);
    node.put("format", preview.format());
    node.put("whole", preview.isWhole());
    node.set("content", preview.content());
  }
}
