// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.testing.NoWatch;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.source.reader.SourceReaderBase;
import org.apache.flink.connector.base.source.reader.fetcher.SplitFetcherManager;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Partitions that are paused and resumed, on a real broker and a real cluster. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class PausableKafkaSourceITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PARTITIONS = 3;
  private static final int FETCH = 10;

  /** Offsets that reached the job, by partition, in order. */
  private static final Map<Integer, List<Long>> RECEIVED = new ConcurrentHashMap<>();

  /** Held by nothing unless a test drains it. */
  private static final Semaphore HOLD = new Semaphore(0);

  private static final List<SourceReader<?, ?>> READERS = new CopyOnWriteArrayList<>();
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
    FailingCommit.isArmed = false;
    HOLD.release(1_000_000);
    RECEIVED.clear();
    IntStream.range(0, PARTITIONS)
        .forEach(partition -> RECEIVED.put(partition, new CopyOnWriteArrayList<>()));
  }

  @AfterEach
  void cancelJobs() throws Exception {
    HOLD.release(1_000_000);
    cluster.cancelAll();
  }

  @Test
  void restoresStateOfThePlainSourceAndViceVersa() throws Exception {
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
    assertThat(RECEIVED.get(0)).hasSizeBetween(200, 200 + 4 * FETCH);

    String savepoint = cluster.stop(job, directory);
    int paused = RECEIVED.get(0).size();
    JobID restored = submit(pausableSource(), SavepointRestoreSettings.forPath(savepoint));
    produce(1, 1_000);
    awaitReceived(1, 3_000);
    // A partition that is at its limit when it is restored is not read.
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
  void emitsNothingWhileAllIsPausedAndResumesWithoutNewRecords() throws Exception {
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
  void emitsNothingOfAPartitionThatIsPausedFromTheStartWhileOthersAreRead() throws Exception {
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

  @Test
  void readsNothingOfAPartitionThatWasIdleWhenItWasPaused() throws Exception {
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    produce(0, 100);
    awaitReceived(0, 100);

    LIMITS.set(partition(1), ReadLimits.PAUSED);
    LIMITS.awaitPaused(partition(1));
    produce(1, 100);
    produce(0, 1_000);
    awaitReceived(0, 1_100);
    assertThat(RECEIVED.get(1)).isEmpty();

    LIMITS.set(partition(1), ReadLimits.UNLIMITED);
    awaitReceived(1, 100);
    cluster.stop(job, directory);
  }

  @Test
  void readsNothingOfANewPartitionThatIsPaused() throws Exception {
    LIMITS.set(partition(PARTITIONS), ReadLimits.PAUSED);
    RECEIVED.put(PARTITIONS, new CopyOnWriteArrayList<>());
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    produce(0, 100);
    awaitReceived(0, 100);

    addPartition();
    LIMITS.awaitPaused(partition(PARTITIONS));
    produce(PARTITIONS, 100);
    produce(0, 1_000);
    awaitReceived(0, 1_100);
    assertThat(RECEIVED.get(PARTITIONS)).isEmpty();

    LIMITS.set(partition(PARTITIONS), ReadLimits.UNLIMITED);
    awaitReceived(PARTITIONS, 100);
    cluster.stop(job, directory);
  }

  @Test
  void readsLessThanFourFetchesMoreWhenAPartitionIsPaused() throws Exception {
    HOLD.drainPermits();
    produce(0, 1_000);
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    HOLD.release(50);
    awaitReceived(0, 50);
    LIMITS.set(partition(0), ReadLimits.PAUSED);
    // The limits are checked again after the fetches that wait in the queue.
    HOLD.release(2 * FETCH);
    LIMITS.awaitPaused(partition(0));
    int received = RECEIVED.get(0).size();
    HOLD.release(1_000_000);
    produce(1, 1_000);
    awaitReceived(1, 1_000);

    assertThat(RECEIVED.get(0)).hasSizeLessThan(received + 4 * FETCH);
    LIMITS.set(partition(0), ReadLimits.UNLIMITED);
    awaitReceived(0, 1_000);
    cluster.stop(job, directory);
  }

  /** A lost request to resume leaves the consumer in this state. */
  @Test
  void resumesAPartitionThatTheConsumerHasPausedWithoutALimit() throws Exception {
    READERS.clear();
    JobID job = submit(new Captured(pausableSource()), SavepointRestoreSettings.none());
    produceToAll(100);
    assertAllReceivedOnceInOrder(100);

    fetchers(READERS.get(0)).pauseOrResumeSplits(Set.of(partition(0).toString()), Set.of());
    produceToAll(100);
    assertAllReceivedOnceInOrder(200);
    cluster.stop(job, directory);
  }

  @Test
  void failsWhenTheFetchingThreadDiesWhileAllIsPaused() throws Exception {
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    produceToAll(100);
    assertAllReceivedOnceInOrder(100);
    LIMITS.setAll(ReadLimits.PAUSED);
    LIMITS.awaitPaused(partition(0));

    FailingCommit.isArmed = true;
    assertThat(failure(job)).contains("the commit callback fails");
  }

  @Test
  void failsWhenTheLimitsAreUnknownWhileAllIsPaused() throws Exception {
    JobID job = submit(pausableSource(), SavepointRestoreSettings.none());
    produceToAll(100);
    assertAllReceivedOnceInOrder(100);
    LIMITS.setAll(ReadLimits.PAUSED);
    LIMITS.awaitPaused(partition(0));

    LIMITS.fail();
    assertThat(failure(job)).contains("the limits are unknown");
  }

  private static String failure(JobID job) throws Exception {
    JobResult result =
        CompletableFuture.supplyAsync(() -> result(job))
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return ExceptionUtils.stringifyException(result.getSerializedThrowable().orElseThrow());
  }

  private static JobResult result(JobID job) {
    try {
      return cluster.result(job);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private KafkaSource<SourceRecord> plainSource() {
    return KafkaSource.<SourceRecord>builder()
        .setBootstrapServers(broker.bootstrapServers())
        .setTopics(topics.source)
        .setGroupId("test-" + topics.source)
        .setProperty("max.poll.records", Integer.toString(FETCH))
        .setProperty("partition.discovery.interval.ms", "200")
        .setProperty("interceptor.classes", FailingCommit.class.getName())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new SourceRecordDeserializationSchema())
        .build();
  }

  private PausableKafkaSource pausableSource() {
    return new PausableKafkaSource(
        plainSource(),
        Set.of(topics.source),
        List.of(context -> LIMITS.reader()),
        group -> new NoWatch());
  }

  private JobID submit(Source<SourceRecord, ?, ?> source, SavepointRestoreSettings restore)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    env.enableCheckpointing(200);
    env.configure(new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .uid("source")
        .filter(new Receiver())
        .sinkTo(new DiscardingSink<>());
    return cluster.submit(env.getStreamGraph().getJobGraph(), restore);
  }

  /** Collects the emitted records. */
  private static final class Receiver implements FilterFunction<SourceRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean filter(SourceRecord record) throws InterruptedException {
      if (!record.isAssignment()) {
        HOLD.acquire();
        RECEIVED.get(record.partition()).add(record.offset());
      }
      return true;
    }
  }

  /** Keeps the readers that it creates. */
  private record Captured(Source<SourceRecord, KafkaPartitionSplit, KafkaSourceEnumState> source)
      implements Source<SourceRecord, KafkaPartitionSplit, KafkaSourceEnumState>,
          ResultTypeQueryable<SourceRecord> {

    @Override
    public SourceReader<SourceRecord, KafkaPartitionSplit> createReader(SourceReaderContext context)
        throws Exception {
      SourceReader<SourceRecord, KafkaPartitionSplit> reader = source.createReader(context);
      READERS.add(reader);
      return reader;
    }

    @Override
    public Boundedness getBoundedness() {
      return source.getBoundedness();
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
        SplitEnumeratorContext<KafkaPartitionSplit> context) throws Exception {
      return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
        SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
        throws Exception {
      return source.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
      return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
      return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
      return SourceRecord.TYPE;
    }
  }

  /** The connector's manager of fetching threads, which is private to its readers. */
  private static SplitFetcherManager<?, ?> fetchers(SourceReader<?, ?> reader) throws Exception {
    Field field = SourceReaderBase.class.getDeclaredField("splitFetcherManager");
    field.setAccessible(true);
    return (SplitFetcherManager<?, ?>) field.get(reader);
  }

  private void addPartition() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createPartitions(Map.of(topics.source, NewPartitions.increaseTo(PARTITIONS + 1)))
          .all()
          .get();
    }
  }

  /** When armed, ends the thread that calls it, which is the fetching thread. */
  public static final class FailingCommit implements ConsumerInterceptor<byte[], byte[]> {

    private static volatile boolean isArmed;

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
      if (isArmed) {
        throw new AssertionError("the commit callback fails");
      }
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
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
    private final Map<TopicPartition, Long> applied = new ConcurrentHashMap<>();
    private volatile long all = ReadLimits.UNLIMITED;
    private volatile boolean isUnknown;

    void reset() {
      isUnknown = false;
      applied.clear();
      limits.clear();
      listeners.clear();
      all = ReadLimits.UNLIMITED;
    }

    void set(TopicPartition partition, long limit) {
      limits.put(partition, limit);
      changed();
    }

    void fail() {
      isUnknown = true;
      changed();
    }

    private void changed() {
      listeners.forEach(Runnable::run);
    }

    /** Waits until a reader has seen that the partition is paused. */
    void awaitPaused(TopicPartition partition) {
      await()
          .atMost(PATIENCE)
          .until(() -> Long.valueOf(ReadLimits.PAUSED).equals(applied.get(partition)));
    }

    void setAll(long limit) {
      all = limit;
      changed();
    }

    void awaitReaders(int count) {
      await().atMost(PATIENCE).until(() -> listeners.size() >= count);
    }

    ReadLimits reader() {
      return new ReadLimits() {
        @Override
        public long limit(TopicPartition partition) {
          if (isUnknown) {
            throw new IllegalStateException("the limits are unknown");
          }
          long limit = Math.min(all, limits.getOrDefault(partition, UNLIMITED));
          applied.put(partition, limit);
          return limit;
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
