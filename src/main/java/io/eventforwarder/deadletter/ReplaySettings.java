// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/**
 * How to replay.
 *
 * @param execute false for a dry run
 * @param again whether to include what was replayed before
 * @param maxReplays refuse records that were replayed this often
 * @param recordsPerSecond 0 for as fast as possible
 * @param limit the largest number of records to send
 */
public record ReplaySettings(
    boolean execute, boolean again, int maxReplays, double recordsPerSecond, long limit) {}
