// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** The work of a worker process; started by its constructor or factory. */
interface Load extends AutoCloseable {

  /** Records read so far; -1 if it does not count them. */
  default long records() {
    return -1;
  }

  /**
   * Sets the pace of a generator.
   *
   * @param recordsPerSecond 0 for none, infinity for as fast as the output follows
   */
  default void pace(double recordsPerSecond) {
    throw new UnsupportedOperationException();
  }

  /** Why it has ended before it was closed; null if it has not. */
  default Throwable failure() {
    return null;
  }
}
