// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * The counters of a worker process.
 *
 * @param records as {@link Load#records}
 * @param cpuNanos CPU time of all threads
 * @param gcMillis time of all garbage collections
 * @param heapBytes heap in use
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record WorkerStats(long records, long cpuNanos, long gcMillis, long heapBytes) {

  static WorkerStats now(long records) {
    com.sun.management.OperatingSystemMXBean system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new WorkerStats(
        records,
        system.getProcessCpuTime(),
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }
}
