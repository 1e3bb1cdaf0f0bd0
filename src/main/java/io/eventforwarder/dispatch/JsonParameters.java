// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.util.List;
import java.util.function.IntFunction;

/** Writes parameters as JSON: {@code "args": [], "kwargs": {name: value, ...}}. */
final class JsonParameters {

  private static final byte[] NONE = JsonOutput.ascii("\"args\":[],\"kwargs\":{}");
  private static final byte[] END = JsonOutput.ascii("}");

  /** What comes before each value. */
  private final byte[][] names;

  JsonParameters(List<String> names) {
    this.names = new byte[names.size()][];
    for (int i = 0; i < this.names.length; i++) {
      ByteOutput output = new ByteOutput();
      new JsonOutput(output)
          .raw(JsonOutput.ascii(i == 0 ? "\"args\":[],\"kwargs\":{" : ","))
          .value(names.get(i))
          .raw(JsonOutput.ascii(":"));
      this.names[i] = output.toByteArray();
    }
  }

  /**
   * Writes two fields into the object that is open.
   *
   * @param values the value at each name's position, of the types that {@link
   *     io.eventforwarder.decode.TaskFields} lists
   */
  void write(JsonOutput json, IntFunction<Object> values) {
    if (names.length == 0) {
      json.raw(NONE);
      return;
    }
    for (int i = 0; i < names.length; i++) {
      json.raw(names[i]).value(values.apply(i));
    }
    json.raw(END);
  }
}
