// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.testing.TestTopics;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Restores savepoints of earlier releases, from {@code src/test/resources/savepoints/<release>}.
 * For a new release:
 *
 * <pre>mvn verify -Dit.test=SavepointCompatibilityITCase -Dsavepoint.release=RELEASE</pre>
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SavepointCompatibilityITCase {

  private static final Path SAVEPOINTS = Path.of("src/test/resources/savepoints");

  /** Records of each partition when the savepoint was taken: the offsets to continue at. */
  private static final List<Integer> CONSUMED = List.of(7, 4);

  /** Records of partition 0 after the consumed ones, deleted before they are read. */
  private static final int GAP = 3;

  private static final int MORE = 5;

  @TempDir private Path directory;

  static Stream<Path> releases() throws IOException {
    return Files.list(SAVEPOINTS).sorted();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void continuesWhereAnEarlierReleaseStopped(Path release) throws Exception {
    try (SavepointBed bed = SavepointBed.start(CONSUMED.size());
        Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrapServers()))) {
      int toGap = CONSUMED.get(0) + GAP;
      produce(bed, toGap, CONSUMED.get(1));
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(SavepointBed.SOURCE, 0), RecordsToDelete.beforeOffset(toGap)))
          .all()
          .get();
      produce(bed, MORE, MORE);

      JobID job = bed.cluster().restore(release.toUri().toString(), bed.settings(Map.of()), 2);
      await()
          .atMost(SavepointBed.PATIENCE)
          .until(() -> bed.origins(SavepointBed.TASKS).size() >= 2 * MORE);
      bed.cluster().stop(job, directory);

      assertThat(bed.origins(SavepointBed.TASKS))
          .as("task offsets: none before the savepoint repeated, none after it missing")
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(offsets(0, toGap), offsets(1, CONSUMED.get(1))).toList());
      assertThat(rows(bed, 0))
          .as("the ledger continues where it was, and detects the gap")
          .first()
          .satisfies(row -> assertThat(row.offsets().from()).isEqualTo(CONSUMED.get(0).longValue()))
          .satisfies(
              row ->
                  assertThat(row.gaps()).containsExactly(new OffsetRange(CONSUMED.get(0), toGap)));
      assertThat(rows(bed, 1).get(0).offsets().from()).isEqualTo(CONSUMED.get(1).longValue());
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void operatorsKeepTheirUids(Path release) throws IOException {
    try (DataInputStream metadata =
        new DataInputStream(Files.newInputStream(release.resolve("_metadata")))) {
      assertThat(
              Checkpoints.loadCheckpointMetadata(
                      metadata, getClass().getClassLoader(), release.toString())
                  .getOperatorStates())
          .extracting(OperatorState::getOperatorUid)
          .extracting(uid -> uid.orElse("none"))
          .contains("source", "decode", "dispatch", "dead-letters", "ledger");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "savepoint.release", matches = ".+")
  void writesTheSavepointOfThisRelease() throws Exception {
    try (SavepointBed bed = SavepointBed.start(CONSUMED.size())) {
      JobID job = bed.cluster().submit(bed.settings(Map.of()), 2);
      produce(bed, CONSUMED.get(0), CONSUMED.get(1));
      await()
          .atMost(SavepointBed.PATIENCE)
          .until(() -> bed.origins(SavepointBed.TASKS).size() == CONSUMED.get(0) + CONSUMED.get(1));
      bed.keepSavepoint(job, directory, SAVEPOINTS);
    }
  }

  /** Produces records that become tasks: the given number for each partition. */
  private static void produce(SavepointBed bed, int... records) {
    SampleTraffic traffic = new SampleTraffic(1, 300);
    TestTopics.produce(
        bed.bootstrapServers(),
        IntStream.range(0, records.length)
            .boxed()
            .flatMap(
                partition ->
                    Stream.generate(() -> traffic.next(EventStreamType.ERROR, SampleKind.HEADERS))
                        .limit(records[partition])
                        .map(
                            sample ->
                                new ProducerRecord<byte[], byte[]>(
                                    SavepointBed.SOURCE,
                                    partition,
                                    null,
                                    null,
                                    sample.value(),
                                    sample.headers()))));
  }

  private static Stream<String> offsets(int partition, int from) {
    return IntStream.range(from, from + MORE).mapToObj(offset -> partition + "@" + offset);
  }

  private static List<LedgerRow> rows(SavepointBed bed, int partition) {
    return TestTopics.read(bed.bootstrapServers(), SavepointBed.LEDGER).stream()
        .map(
            record -> {
              try {
                return LedgerRowJson.read(record.value()).row();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .filter(row -> row.source().partition() == partition)
        .toList();
  }
}
