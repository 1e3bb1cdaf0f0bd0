// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source topic that is removed from the configuration and later added again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ChangedTopicsITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SampleTraffic traffic = new SampleTraffic(1, 300);

  @TempDir private Path directory;

  @Test
  void aRemovedTopicIsNotReadAndContinuesWhereItWasWhenAddedAgain() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestCluster cluster = TestCluster.start()) {
      TestTopics topics = new TestTopics(broker, 1, 1);
      String other = new TestTopics(broker, 1, 1).source;
      Map<String, String> both =
          topics.settings(Map.of("source.topics", topics.source + ":error," + other + ":error"));
      Map<String, String> one = topics.settings(Map.of());
      produce(topics, topics.source, 5);
      produce(topics, other, 5);
      JobID job = cluster.submit(both, 1);
      awaitTasks(topics, topics.source, 5);
      awaitTasks(topics, other, 5);
      String savepoint = cluster.stop(job, directory);

      produce(topics, other, 5);
      produce(topics, topics.source, 5);
      job = cluster.restore(savepoint, one, 2);
      awaitTasks(topics, topics.source, 10);
      savepoint = cluster.stop(job, directory);
      assertThat(offsets(topics, other)).containsExactlyElementsOf(range(5));

      job = cluster.restore(savepoint, both, 1);
      awaitTasks(topics, other, 10);
      cluster.stop(job, directory);
      assertThat(offsets(topics, other)).containsExactlyElementsOf(range(10));
      assertThat(offsets(topics, topics.source)).containsExactlyElementsOf(range(10));
    }
  }

  private void produce(TestTopics topics, String topic, int count) {
    topics.produce(
        Stream.generate(() -> traffic.next(EventStreamType.ERROR, SampleKind.HEADERS))
            .limit(count)
            .map(
                sample ->
                    new ProducerRecord<>(topic, 0, null, null, sample.value(), sample.headers())));
  }

  private static void awaitTasks(TestTopics topics, String source, int count) {
    await().atMost(PATIENCE).until(() -> offsets(topics, source).size() >= count);
  }

  private static List<Long> offsets(TestTopics topics, String source) {
    return topics.read(topics.tasks).stream()
        .map(task -> ProvenanceHeaders.read(task.headers()).orElseThrow())
        .filter(origin -> origin.topic().equals(source))
        .map(Coordinates::offset)
        .toList();
  }

  private static List<Long> range(int end) {
    return LongStream.range(0, end).boxed().toList();
  }
}
