/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.dispatch;

import com.fasterxml.jackson.core.JsonGenerator;
import io.eventforwarder.decode.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;

/** Writes parameters as JSON: {@code {"args": [], "kwargs": {name: value, ...}}}. */
public final class JsonParameters {

  private final List<String> names;

  public JsonParameters(List<String> names) {
    this.names = List.copyOf(names);
  }

  /**
   * @param values the value at each name's position, of the types that {@link
   *     io.eventforwarder.decode.TaskArguments} lists
   */
  byte[] encode(IntFunction<Object> values) {
    return Json.write(
        json -> {
          json.writeStartObject();
          writeFields(json, values);
          json.writeEndObject();
        });
  }

  /** Writes the fields {@code args} and {@code kwargs} into the object that is open. */
  void writeFields(JsonGenerator json, IntFunction<Object> values) throws IOException {
    json.writeArrayFieldStart("args");
    json.writeEndArray();
    json.writeFieldName("kwargs");
    writeKwargs(json, values);
  }

  /** Writes the named arguments as one object. */
  public void writeKwargs(JsonGenerator json, IntFunction<Object> values) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < names.size(); i++) {
      json.writeFieldName(names.get(i));
      writeValue(json, values.apply(i));
    }
    json.writeEndObject();
  }

  /** Writes one value of the types that {@link io.eventforwarder.decode.TaskArguments} lists. */
  public static void writeValue(JsonGenerator json, Object value) throws IOException {
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
