// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import java.io.IOException;

/** Shows a task's arguments as JSON. */
final class ArgumentsJson {

  private ArgumentsJson() {}

  /** Writes the arguments as one object. */
  static void write(JsonGenerator json, TaskFields fields) throws IOException {
    json.writeStartObject();
    for (TaskField argument : TaskField.ARGUMENTS) {
      json.writeFieldName(argument.toString());
      writeValue(json, fields.get(argument));
    }
    json.writeEndObject();
  }

  /** Writes one value of the types that {@link TaskFields} lists. */
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
