// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to measure and how long.
 *
 * @param rounds how often each throughput is measured, all others in between
 * @param warmUp records that go before each measurement of throughput
 * @param records of each measurement of throughput; fewer when values are long
 * @param latencyTime for which each latency is measured
 * @param soakTime for which the soak runs
 * @param heap of each process that is measured, as Java takes it: 1g
 * @param jvmOptions of each process that is measured, beside those of the heap
 * @param settings of the job, over the bench's own
 * @param quick only the records that count most
 * @param directory where results and logs go
 */
public record BenchPlan(
    Set<Scenario> scenarios,
    int rounds,
    long warmUp,
    long records,
    Duration latencyTime,
    Duration soakTime,
    String heap,
    List<String> jvmOptions,
    Map<String, String> settings,
    boolean quick,
    Path directory) {}
