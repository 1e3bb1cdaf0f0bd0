// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/**
 * The result of one measurement of throughput.
 *
 * @param cpuSecondsPerMillion of the measured process, all threads, for a million records
 * @param gcShare of the time in which the process collected garbage, 0 to 1
 * @param peakMemoryBytes peak of the process's resident memory; -1 if the system does not report it
 * @param taskBytes that the broker stores for each record written, compressed
 */
record Rates(
    double recordsPerSecond,
    double cpuSecondsPerMillion,
    double gcShare,
    long peakMemoryBytes,
    double taskBytes) {}
