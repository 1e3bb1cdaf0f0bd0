// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** The work of a worker process, started by its factory. */
interface Load extends AutoCloseable {

  /** Records read or written so far; -1 if they are not counted. */
  default long records() {
    return -1;
  }

  /**
   * Sets the rate of a generator.
   *
   * @param recordsPerSecond 0 to pause; infinity to write as fast as the output can follow
   */
  default void pace(double recordsPerSecond) {
    throw new UnsupportedOperationException();
  }

  /** Why the work ended before it was closed; null while it runs. */
  default Throwable failure() {
    return null;
  }
}
