// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a worker process says of itself.
 *
 * @param records that it has read; -1 if it does not count them
 * @param cpuNanos used by the process, all threads
 * @param gcMillis of garbage collections, all collectors
 * @param heapBytes in use
 */
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
