// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.Via;
import java.io.IOException;

/** Writes what was decoded as one JSON object: the output of {@code decode}. */
final class DecodedJson {

  private final JsonGenerator json;

  DecodedJson(JsonGenerator json) {
    this.json = json;
  }

  void write(JsonNode id, Decoded decoded) throws IOException {
    DecodeFailure failure = decoded instanceof Decoded.Failed failed ? failed.failure() : null;
    json.writeStartObject();
    writeId(id);
    json.writeStringField("outcome", outcome(decoded));
    // The value is called body in this command's contract.
    json.writeStringField("via", decoded.via() == Via.HEADERS ? "headers" : "body");
    json.writeBooleanField("fallback", decoded.isFallback());
    writeFailure("header_error", "header_message", decoded.headerFailure());
    writeFailure("error", "message", failure);
    json.writeFieldName("task");
    if (decoded instanceof Decoded.Dispatch dispatch) {
      json.writeStartObject();
      json.writeFieldName("queue");
      ArgumentsJson.writeValue(json, dispatch.fields().get(TaskField.QUEUE));
      json.writeFieldName("kwargs");
      ArgumentsJson.write(json, dispatch.fields());
      json.writeEndObject();
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }

  /** For input that is not a record. */
  void writeProblem(JsonNode id, String reason, String message) throws IOException {
    json.writeStartObject();
    writeId(id);
    json.writeStringField("outcome", "fail");
    json.writeNullField("via");
    json.writeBooleanField("fallback", false);
    json.writeNullField("header_error");
    json.writeStringField("error", reason);
    json.writeStringField("message", message);
    json.writeNullField("task");
    json.writeEndObject();
  }

  private void writeId(JsonNode id) throws IOException {
    json.writeFieldName("id");
    if (id == null) {
      json.writeNull();
    } else {
      json.writeRawValue(id.toString());
    }
  }

  private void writeFailure(String reasonName, String messageName, DecodeFailure failure)
      throws IOException {
    if (failure == null) {
      json.writeNullField(reasonName);
    } else {
      json.writeStringField(reasonName, failure.reason().name());
      json.writeStringField(messageName, failure.message());
    }
  }

  private static String outcome(Decoded decoded) {
    if (decoded instanceof Decoded.Dispatch) {
      return "dispatch";
    }
    return decoded instanceof Decoded.Skip ? "skip" : "fail";
  }
}
