// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Map;

/**
 * One side of a comparison.
 *
 * @param parallelism of the job; 1 for all others
 * @param msgpack whether tasks carry their parameters as msgpack alone, not in both forms
 * @param other whether the other version runs it instead of this one
 */
record Variant(Side side, int parallelism, boolean msgpack, boolean other) {

  static Variant of(Side side) {
    return new Variant(side, 1, false, false);
  }

  Variant with(int subtasks) {
    return new Variant(side, subtasks, msgpack, other);
  }

  Variant withMsgpack() {
    return new Variant(side, parallelism, true, other);
  }

  Variant inOtherVersion() {
    return new Variant(side, parallelism, msgpack, true);
  }

  Variant inThisVersion() {
    return new Variant(side, parallelism, msgpack, false);
  }

  /** The loop that shows the cost of its clients alone. */
  Variant floor() {
    return new Variant(Side.FLOOR, 1, msgpack, false);
  }

  Map<String, String> settings() {
    return Map.of(
        "flink.parallelism.default",
        Integer.toString(parallelism),
        PlainForwarder.PARAMETERS,
        msgpack ? "msgpack" : "both");
  }

  String title() {
    return side.title()
        + (msgpack ? ", msgpack" : "")
        + (parallelism == 1 ? "" : ", " + parallelism + " subtasks")
        + (other ? ", other version" : "");
  }
}
