// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine of the measurements.
 *
 * @param loadAverage before the start; above 0 if other processes use the machine
 */
record Machine(
    String processor,
    int processors,
    long memoryBytes,
    String system,
    String java,
    double loadAverage) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  static Machine here() throws IOException {
    com.sun.management.OperatingSystemMXBean system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        processorName(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.runtime.version"),
        system.getSystemLoadAverage());
  }

  private static String processorName() throws IOException {
    if (!Files.isReadable(CPU_INFO)) {
      return "unknown processor";
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    }
  }
}
