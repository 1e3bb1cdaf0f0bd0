// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.util.List;
import java.util.function.IntFunction;

/** Writes parameters as msgpack: {@code {"args": [], "kwargs": {name: value, ...}}}. */
final class MsgpackParameters {

  /** What comes before the first value's name. */
  private final byte[] start;

  private final byte[][] names;

  MsgpackParameters(List<String> names) {
    ByteOutput output = new ByteOutput();
    MsgpackOutput msgpack = new MsgpackOutput(output);
    msgpack.map(2);
    msgpack.string("args");
    msgpack.array(0);
    msgpack.string("kwargs");
    msgpack.map(names.size());
    this.start = output.toByteArray();
    this.names = new byte[names.size()][];
    for (int i = 0; i < this.names.length; i++) {
      output.clear();
      msgpack.string(names.get(i));
      this.names[i] = output.toByteArray();
    }
  }

  /**
   * @param values the value at each name's position, of the types that {@link
   *     io.eventforwarder.decode.TaskFields} lists
   */
  void write(MsgpackOutput msgpack, IntFunction<Object> values) {
    msgpack.output().write(start);
    for (int i = 0; i < names.length; i++) {
      msgpack.output().write(names[i]);
      msgpack.value(values.apply(i));
    }
  }
}
