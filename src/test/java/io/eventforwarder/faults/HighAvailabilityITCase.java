// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.awaitility.Awaitility.await;

import io.eventforwarder.bench.BrokerProcess;
import io.eventforwarder.bench.JavaProcess;
import io.eventforwarder.demo.FreePorts;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With ZooKeeper a new JobManager takes the job over; nobody submits it again. */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class HighAvailabilityITCase {

  private static final int PARALLELISM = 2;

  @TempDir private Path directory;

  @Test
  void aNewJobManagerGoesOnWhereTheKilledOneWas() throws Exception {
    int port = FreePorts.next();
    Map<String, String> settings =
        Map.of(
            "high-availability.type",
            "zookeeper",
            "high-availability.zookeeper.quorum",
            "127.0.0.1:" + port,
            "high-availability.storageDir",
            directory.resolve("ha").toUri().toString());
    try (JavaProcess zooKeeper = startZooKeeper(port);
        BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of(), "512m");
        FlinkProcesses flink =
            FlinkProcesses.start(directory.resolve("flink"), PARALLELISM, settings);
        Scenario scenario = new Scenario(broker, flink, "high-availability")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(1_000, 21);
      scenario.awaitTasks(500);

      long killed = System.currentTimeMillis();
      flink.killJobManager();
      flink.startJobManager();
      scenario.awaitRecovery(killed);

      scenario.verifyExactlyOnce();
      zooKeeper.requireAlive();
    }
  }

  /** The server that Flink's client library brings along. */
  private JavaProcess startZooKeeper(int port) throws Exception {
    JavaProcess zooKeeper =
        JavaProcess.start(
            "zookeeper",
            List.of(
                "-Xmx128m",
                "-Dzookeeper.admin.enableServer=false",
                "-cp",
                FlinkProcesses.classPath()),
            "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain",
            List.of(Integer.toString(port), directory.resolve("zookeeper").toString()),
            Map.of(),
            directory.resolve("zookeeper.log"));
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              new Socket(InetAddress.getLoopbackAddress(), port).close();
              return true;
            });
    return zooKeeper;
  }
}
