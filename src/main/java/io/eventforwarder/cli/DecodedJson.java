// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.Via;

/** One line of output of {@code decode}, as a JSON object. */
final class DecodedJson {

  private DecodedJson() {}

  static ObjectNode of(JsonNode id, Decoded decoded) {
    // This command's contract calls the value body.
    ObjectNode json =
        start(id, outcome(decoded), decoded.via() == Via.HEADERS ? "headers" : "body");
    json.put("fallback", decoded.isFallback());
    putFailure(json, "header_error", "header_message", decoded.headerFailure());
    DecodeFailure failure = decoded instanceof Decoded.Failed failed ? failed.failure() : null;
    putFailure(json, "error", "message", failure);
    if (decoded instanceof Decoded.Dispatch dispatch) {
      ObjectNode arguments = task(dispatch);
      ObjectNode task = json.putObject("task");
      task.set("queue", arguments.remove(TaskField.QUEUE.toString()));
      task.set("kwargs", arguments);
    } else {
      json.putNull("task");
    }
    return json;
  }

  /** The response to input that is not a record. */
  static ObjectNode invalid(JsonNode id, String message) {
    return start(id, "fail", null)
        .put("fallback", false)
        .putNull("header_error")
        .put("error", "INVALID_INPUT")
        .put("message", message)
        .putNull("task");
  }

  private static ObjectNode start(JsonNode id, String outcome, String via) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("id", id);
    return json.put("outcome", outcome).put("via", via);
  }

  private static void putFailure(
      ObjectNode json, String reasonName, String messageName, DecodeFailure failure) {
    if (failure == null) {
      json.putNull(reasonName);
    } else {
      json.put(reasonName, failure.reason().name()).put(messageName, failure.message());
    }
  }

  /** The fields of the task, the queue among them. */
  static ObjectNode task(Decoded.Dispatch dispatch) {
    ObjectNode task = JsonNodeFactory.instance.objectNode();
    for (TaskField field : TaskField.values()) {
      task.set(field.toString(), JsonLine.node(dispatch.fields().get(field)));
    }
    return task;
  }

  static String outcome(Decoded decoded) {
    if (decoded instanceof Decoded.Dispatch) {
      return "dispatch";
    }
    return decoded instanceof Decoded.Skip ? "skip" : "fail";
  }
}
