// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.testing.StorageConsumer;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Restores savepoints of earlier releases whose gate held tasks, from {@code
 * src/test/resources/gate-savepoints/<release>}. For a new release:
 *
 * <pre>mvn verify -Dit.test=GateSavepointCompatibilityITCase -Dsavepoint.release=RELEASE</pre>
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class GateSavepointCompatibilityITCase {

  private static final Path SAVEPOINTS = Path.of("src/test/resources/gate-savepoints");
  private static final String GROUP = "storage";

  /** Tasks of each partition that the gate holds in the savepoint. */
  private static final List<Integer> HELD = List.of(150, 5);

  @TempDir private Path directory;

  static Stream<Path> releases() throws IOException {
    return Files.list(SAVEPOINTS).sorted();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void releasesTheTasksThatAnEarlierReleaseHeld(Path release) throws Exception {
    try (SavepointBed bed = SavepointBed.start(HELD.size());
        StorageConsumer storage =
            new StorageConsumer(
                bed.bootstrapServers(),
                SavepointBed.COMMIT_LOG,
                SavepointBed.SOURCE,
                GROUP,
                false)) {
      produce(bed);
      JobID job = bed.cluster().restore(release.toUri().toString(), settings(bed), 2);
      for (int partition = 0; partition < HELD.size(); partition++) {
        storage.announce(partition, HELD.get(partition));
      }
      int held = HELD.stream().mapToInt(Integer::intValue).sum();
      await()
          .atMost(SavepointBed.PATIENCE)
          .until(() -> bed.origins(SavepointBed.TASKS).size() >= held);
      bed.cluster().stop(job, directory);

      assertThat(bed.origins(SavepointBed.TASKS))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, HELD.size())
                  .boxed()
                  .flatMap(
                      partition ->
                          IntStream.range(0, HELD.get(partition))
                              .mapToObj(offset -> partition + "@" + offset))
                  .toList());
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "savepoint.release", matches = ".+")
  void writesTheSavepointOfThisRelease() throws Exception {
    try (SavepointBed bed = SavepointBed.start(HELD.size())) {
      produce(bed);
      JobID job = bed.cluster().submit(settings(bed), 2);
      await()
          .atMost(SavepointBed.PATIENCE)
          .until(() -> bed.origins(SavepointBed.DEAD_LETTERS).size() == HELD.size());
      bed.keepSavepoint(job, directory, SAVEPOINTS);
    }
  }

  private static Map<String, String> settings(SavepointBed bed) {
    return bed.settings(
        Map.of(
            "gate.enabled",
            "true",
            "gate.commit-log.topic",
            SavepointBed.COMMIT_LOG,
            "gate.groups",
            GROUP));
  }

  /** Tasks, and after them in each partition a dead letter, which is not held at the gate. */
  private static void produce(SavepointBed bed) {
    SampleTraffic traffic = new SampleTraffic(1, 300);
    Stream.Builder<ProducerRecord<byte[], byte[]>> records = Stream.builder();
    for (int partition = 0; partition < HELD.size(); partition++) {
      for (int i = 0; i < HELD.get(partition); i++) {
        SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
        records.add(
            new ProducerRecord<>(
                SavepointBed.SOURCE, partition, null, null, sample.value(), sample.headers()));
      }
      records.add(new ProducerRecord<>(SavepointBed.SOURCE, partition, null, null));
    }
    TestTopics.produce(bed.bootstrapServers(), records.build());
  }
}
