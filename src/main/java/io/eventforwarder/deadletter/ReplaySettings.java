// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/**
 * How to replay.
 *
 * @param execute false for a dry run
 * @param again also what was replayed before
 * @param maxReplays dead letters that were put back this often are refused
 * @param recordsPerSecond 0 for as fast as possible
 * @param limit at most so many are sent; those that were replayed before do not count
 */
public record ReplaySettings(
    Destination destination,
    boolean execute,
    boolean again,
    int maxReplays,
    double recordsPerSecond,
    long limit) {

  /** Where to. */
  public enum Destination {
    /** The topics that the records come from. */
    SOURCE,
    /** The topics of the tasks. */
    DISPATCH
  }
}
