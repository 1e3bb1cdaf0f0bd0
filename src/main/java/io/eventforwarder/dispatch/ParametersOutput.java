// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static io.eventforwarder.dispatch.JsonOutput.ascii;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Writes parameters: {@code "args": [], "kwargs": {name: value, ...}}. All but the values is
 * encoded once.
 */
final class ParametersOutput {

  private final ByteOutput output;
  private final Consumer<Object> values;

  /** The bytes before each value and, as the last element, those after all values. */
  private final byte[][] frame;

  private ParametersOutput(ByteOutput output, Consumer<Object> values, byte[][] frame) {
    this.output = output;
    this.values = values;
    this.frame = frame;
  }

  /** As two fields of the JSON object that is open. */
  static ParametersOutput json(ByteOutput output, List<String> names) {
    ByteOutput piece = new ByteOutput();
    JsonOutput json = new JsonOutput(piece);
    byte[][] frame = new byte[names.size() + 1][];
    json.raw(ascii("\"args\":[],\"kwargs\":{"));
    for (int i = 0; i < names.size(); i++) {
      json.raw(ascii(i == 0 ? "" : ",")).value(names.get(i)).raw(ascii(":"));
      frame[i] = piece.take();
    }
    json.raw(ascii("}"));
    frame[names.size()] = piece.take();
    return new ParametersOutput(output, new JsonOutput(output)::value, frame);
  }

  /** As a msgpack map. */
  static ParametersOutput msgpack(ByteOutput output, List<String> names) {
    ByteOutput piece = new ByteOutput();
    MsgpackOutput msgpack = new MsgpackOutput(piece);
    byte[][] frame = new byte[names.size() + 1][];
    msgpack.map(2);
    msgpack.string("args");
    msgpack.array(0);
    msgpack.string("kwargs");
    msgpack.map(names.size());
    for (int i = 0; i < names.size(); i++) {
      msgpack.string(names.get(i));
      frame[i] = piece.take();
    }
    frame[names.size()] = piece.take();
    return new ParametersOutput(output, new MsgpackOutput(output)::value, frame);
  }

  /**
   * @param arguments the value at each name's position, of the types that {@link
   *     io.eventforwarder.decode.TaskFields} lists
   */
  void write(IntFunction<Object> arguments) {
    for (int i = 0; i < frame.length - 1; i++) {
      output.write(frame[i]);
      values.accept(arguments.apply(i));
    }
    output.write(frame[frame.length - 1]);
  }
}
