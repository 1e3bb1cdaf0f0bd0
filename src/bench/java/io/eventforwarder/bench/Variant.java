// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/**
 * One of those that are compared.
 *
 * @param parallelism of the job; 1 for all others
 */
record Variant(Side side, int parallelism) {

  static Variant of(Side side) {
    return new Variant(side, 1);
  }

  String title() {
    return parallelism == 1 ? side.title() : side.title() + ", parallelism " + parallelism;
  }
}
