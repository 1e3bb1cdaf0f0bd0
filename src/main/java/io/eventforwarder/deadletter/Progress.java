// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/** Receives how far the dead-letter topic has been read. */
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
