// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskArguments;
import java.io.IOException;

/** Shows a task's arguments as JSON. */
final class ArgumentsJson {

  private ArgumentsJson() {}

  /** Writes the named arguments as one object. */
  static void write(JsonGenerator json, TaskArguments arguments) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < arguments.size(); i++) {
      json.writeFieldName(TaskArguments.NAMES.get(i));
      writeValue(json, arguments.get(i));
    }
    json.writeEndObject();
  }

  /** Writes one value of the types that {@link TaskArguments} lists. */
  static void writeValue(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof String text) {
      json.writeString(text);
    } else {
      json.writeRawValue(((JsonText) value).toString());
    }
  }
}
