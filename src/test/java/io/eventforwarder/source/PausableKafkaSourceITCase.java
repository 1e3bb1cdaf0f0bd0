// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Partitions that are paused and resumed, on a real broker and a real cluster. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class PausableKafkaSourceITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PARTITIONS = 3;

  /** Offsets that reached the job, by partition, in their order. */
  private static final Map<Integer, List<Long>> RECEIVED = new ConcurrentHashMap<>();

  private static final TestLimits LIMITS = new TestLimits();

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;
  private static TestCluster cluster;

  private TestTopics topics;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, PARTITIONS, 1);
    LIMITS.reset();
    RECEIVED.clear();
    IntStream.range(0, PARTITIONS)
        .forEach(partition -> RECEIVED.put(partition, new CopyOnWriteArrayList<>()));
  }

  @Test
  void takesOverFromThePlainSourceAndGivesBackToIt() throws Exception {
    produceToAll(100);
    JobID plain = submit(plainSource(), SavepointRestoreSettings.none());
    awaitReceived(0, 100);
    awaitReceived(1, 100);
    awaitReceived(2, 100);
    String fromPlain = cluster.stop(plain, directory);

    produceToAll(100);
    JobID pausable = submit(pausableSource(), SavepointRestoreSettings.forPath(fromPlain));
    awaitReceived(0, 200);
    awaitReceived(1, 200);
    awaitReceived(2, 200);
    String fromPausable = cluster.stop(pausable, directory);

    produceToAll(100);
    JobID again = submit(plainSource(), SavepointRestoreSettings.forPath(fromPausable));
    assertAllReceivedOnceInOrder(300);
    cluster.stop(again, directory);
  }

  @Test
  void pausesOnePartitionAtItsLimitWhileOthersAreReadAndResumesIt() throws Exception {
    LIMITS.set(partition(0), 200);
    produceToAll(1_000);
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    awaitReceived(1, 1_000);
    awaitReceived(2, 1_000);
    produce(1, 1_000);
    awaitReceived(1, 2_000);
    // Three fetches of ten.
    assertThat(RECEIVED.get(0)).hasSizeBetween(200, 230);

    String savepoint = cluster.stop(job, directory);
    int paused = RECEIVED.get(0).size();
    JobID restored = submit(pausableSource(), SavepointRestoreSettings.forPath(savepoint));
    produce(1, 1_000);
    awaitReceived(1, 3_000);
    // What is at its limit when it is restored is not touched.
    assertThat(RECEIVED.get(0)).hasSize(paused);

    LIMITS.set(partition(0), 600);
    awaitReceived(0, 600);
    LIMITS.set(partition(0), ReadLimits.UNLIMITED);
    awaitReceived(0, 1_000);
    cluster.stop(restored, directory);

    assertThat(RECEIVED.get(0)).containsExactlyElementsOf(offsets(1_000));
    assertThat(RECEIVED.get(1)).containsExactlyElementsOf(offsets(3_000));
    assertThat(RECEIVED.get(2)).containsExactlyElementsOf(offsets(1_000));
  }

  @Test
  void passesNothingOnWhileAllIsPausedAndResumesWithoutNewRecords() throws Exception {
    LIMITS.setAll(ReadLimits.PAUSED);
    produceToAll(100);
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    LIMITS.awaitReaders(1);
    String savepoint = cluster.stop(job, directory);
    assertThat(RECEIVED.values()).allMatch(List::isEmpty);

    JobID restored = submit(pausableSource(), SavepointRestoreSettings.forPath(savepoint));
    LIMITS.awaitReaders(2);
    LIMITS.setAll(ReadLimits.UNLIMITED);
    assertAllReceivedOnceInOrder(100);

    LIMITS.setAll(ReadLimits.PAUSED);
    produceToAll(100);
    LIMITS.setAll(ReadLimits.UNLIMITED);
    assertAllReceivedOnceInOrder(200);
    cluster.stop(restored, directory);
  }

  @Test
  void passesNothingOnOfAPartitionThatIsPausedFromTheStartWhileOthersAreRead() throws Exception {
    LIMITS.set(partition(1), ReadLimits.PAUSED);
    produceToAll(100);
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    awaitReceived(0, 100);
    awaitReceived(2, 100);
    String savepoint = cluster.stop(job, directory);
    assertThat(RECEIVED.get(1)).isEmpty();

    JobID restored = submit(pausableSource(), SavepointRestoreSettings.forPath(savepoint));
    produceToAll(100);
    awaitReceived(0, 200);
    awaitReceived(2, 200);
    assertThat(RECEIVED.get(1)).isEmpty();

    LIMITS.set(partition(1), ReadLimits.UNLIMITED);
    assertAllReceivedOnceInOrder(200);
    cluster.stop(restored, directory);
  }

  private KafkaSource<SourceRecord> plainSource() {
    return KafkaSource.<SourceRecord>builder()
        .setBootstrapServers(broker.bootstrapServers())
        .setTopics(topics.source)
        .setGroupId("test-" + topics.source)
        .setProperty("max.poll.records", "10")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new SourceRecordDeserializationSchema())
        .build();
  }

  private PausableKafkaSource pausableSource() {
    return new PausableKafkaSource(plainSource(), context -> LIMITS.reader());
  }

  private JobID submit(Source<SourceRecord, ?, ?> source, SavepointRestoreSettings restore)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    env.enableCheckpointing(200);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .uid("source")
        .filter(new Receiver())
        .sinkTo(new DiscardingSink<>());
    return cluster.submit(env.getStreamGraph().getJobGraph(), restore);
  }

  /** Keeps what passes. */
  private static final class Receiver implements FilterFunction<SourceRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean filter(SourceRecord record) {
      RECEIVED.get(record.partition()).add(record.offset());
      return true;
    }
  }

  private void produceToAll(int count) {
    IntStream.range(0, PARTITIONS).forEach(partition -> produce(partition, count));
  }

  private void produce(int partition, int count) {
    topics.produce(
        IntStream.range(0, count)
            .mapToObj(i -> new ProducerRecord<>(topics.source, partition, null, new byte[100])));
  }

  private TopicPartition partition(int partition) {
    return new TopicPartition(topics.source, partition);
  }

  private static void awaitReceived(int partition, int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> RECEIVED.get(partition).size() >= count);
  }

  private static void assertAllReceivedOnceInOrder(int count) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      awaitReceived(partition, count);
      assertThat(RECEIVED.get(partition)).containsExactlyElementsOf(offsets(count));
    }
  }

  private static List<Long> offsets(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  /** Limits that the test sets, shared by all readers of the process. */
  private static final class TestLimits {

    private final Map<TopicPartition, Long> limits = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long all = ReadLimits.UNLIMITED;

    void reset() {
      limits.clear();
      listeners.clear();
      all = ReadLimits.UNLIMITED;
    }

    void set(TopicPartition partition, long limit) {
      limits.put(partition, limit);
      new ArrayList<>(listeners).forEach(Runnable::run);
    }

    void setAll(long limit) {
      all = limit;
      new ArrayList<>(listeners).forEach(Runnable::run);
    }

    void awaitReaders(int count) {
      await().atMost(PATIENCE).until(() -> listeners.size() >= count);
    }

    ReadLimits reader() {
      return new ReadLimits() {
        @Override
        public long limit(TopicPartition partition) {
          return Math.min(all, limits.getOrDefault(partition, UNLIMITED));
        }

        @Override
        public void onChange(Runnable listener) {
          listeners.add(listener);
        }

        @Override
        public void close() {}
      };
    }
  }
}
