// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/** Receives the progress of reading the dead-letter topic. */
public interface Progress {

  /**
   * Called for every record that was read, selected or not.
   *
   * @param read the number of offsets read
   * @param total the number of offsets to read
   */
  void at(long read, long total);
}
