// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/**
 * One measurement.
 *
 * @param megabytesPerSecond of values read, 10^6 bytes each
 * @param cpuSecondsPerMillion of the measured process, all threads, for a million records
 * @param gcShare of the time in which the process collected garbage, 0 to 1
 * @param peakMemoryBytes the most that the process held at once; -1 if the system does not tell
 */
record Throughput(
    Workload workload,
    int partitions,
    Variant variant,
    int round,
    double recordsPerSecond,
    double megabytesPerSecond,
    double cpuSecondsPerMillion,
    double gcShare,
    long peakMemoryBytes) {}
