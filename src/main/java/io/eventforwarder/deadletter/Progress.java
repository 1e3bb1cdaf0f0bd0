// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/** Is told how far the reading of the dead-letter topic has come. */
public interface Progress {

  Progress NONE = (read, total) -> {};

  /**
   * Called for every record that was passed, also those that were not selected.
   *
   * @param read offsets passed
   * @param total offsets to pass in all
   */
  void at(long read, long total);
}
