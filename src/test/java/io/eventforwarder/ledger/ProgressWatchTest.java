// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ProgressWatchTest {

  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final TopicPartition FIRST = new TopicPartition("events", 0);
  private static final TopicPartition SECOND = new TopicPartition("events", 1);

  private final MetricListener listener = new MetricListener();
  private final FakeProgressLog log = new FakeProgressLog();

  @Test
  void showsEachPartitionAndThoseThatAreAddedLater() {
    try (ProgressWatch watch = start(() -> log)) {
      log.answers.put(FIRST, new Progress(1, 2, 3, 4));
      await().until(() -> value(FIRST, "lagSeconds") == 3);
      assertThat(value(FIRST, "retentionHeadroomSeconds")).isEqualTo(4);
      assertThat(gauge("topic", "events", "partition", "0", "cause", "backlog", "lagRecords"))
          .hasValue(1.0);
      assertThat(
              gauge("topic", "events", "partition", "0", "cause", "open_transaction", "lagRecords"))
          .hasValue(2.0);

      log.answers.put(SECOND, new Progress(5, 6, 7, 8));
      await().until(() -> value(SECOND, "lagSeconds") == 7);
    }
  }

  @Test
  void aPartitionWithoutAnAnswerIsUnknownForAsLongAsItsAgeSays() {
    try (ProgressWatch watch = start(() -> log)) {
      log.answers.put(FIRST, new Progress(1, 2, 3, 4));
      log.answers.put(SECOND, Progress.UNKNOWN);
      await().until(() -> value(SECOND, "progressAgeSeconds") > 0.5);
      assertThat(value(SECOND, "lagSeconds")).isNaN();
      await().until(() -> value(FIRST, "progressAgeSeconds") < 0.5);
      assertThat(value(FIRST, "lagSeconds")).isEqualTo(3);

      log.answers.remove(FIRST);
      await().until(() -> Double.isNaN(value(FIRST, "lagSeconds")));
      await().until(() -> value(FIRST, "progressAgeSeconds") > 0.5);
      log.answers.put(FIRST, new Progress(1, 2, 3, 4));
      await().until(() -> value(FIRST, "progressAgeSeconds") < 0.5);
    }
  }

  @Test
  void outlivesFailuresOfEachKind() {
    AtomicInteger connections = new AtomicInteger();
    Supplier<ProgressLog> failing =
        () -> {
          switch (connections.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("no connection");
            case 2 -> throw new NoClassDefFoundError("gone");
            default -> {
              return log;
            }
          }
        };
    log.answers.put(FIRST, new Progress(1, 2, 3, 4));
    try (ProgressWatch watch = start(failing)) {
      await().until(() -> value(FIRST, "lagSeconds") == 3);
      log.isBroken = true;
      await().until(() -> Double.isNaN(value(FIRST, "lagSeconds")));
      log.isBroken = false;
      await().until(() -> value(FIRST, "lagSeconds") == 3);
      assertThat(connections).hasValueGreaterThan(3);
    }
  }

  @Test
  void passesTheStartsOn() {
    try (ProgressWatch watch = start(() -> log)) {
      watch.startsAt(Map.of(FIRST, 7L));
      await().until(() -> log.starts.equals(Map.of(FIRST, 7L)));
    }
  }

  /** As an enumerator is closed and restored when the job restarts as a whole. */
  @Test
  void aSecondWatchOfTheSameGroupShowsItsOwnValues() {
    log.answers.put(FIRST, new Progress(1, 2, 3, 4));
    try (ProgressWatch watch = start(() -> log)) {
      await().until(() -> value(FIRST, "lagSeconds") == 3);
    }
    FakeProgressLog other = new FakeProgressLog();
    other.answers.put(FIRST, new Progress(10, 20, 30, 40));
    try (ProgressWatch watch = start(() -> other)) {
      await().until(() -> value(FIRST, "lagSeconds") == 30);
    }
  }

  @Test
  void endsItsThreadAndClosesItsClients() {
    try (ProgressWatch watch = start(() -> log)) {
      await().until(() -> threads() == 1);
    }
    assertThat(threads()).isZero();
    assertThat(log.isClosed).isTrue();

    try (ProgressWatch closedBeforeItStarts = new ProgressWatch(() -> log, INTERVAL, group())) {
      closedBeforeItStarts.close();
      closedBeforeItStarts.start();
    }
    assertThat(threads()).isZero();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("progress-watch"))
        .count();
  }

  private ProgressWatch start(Supplier<ProgressLog> logs) {
    ProgressWatch watch = new ProgressWatch(logs, INTERVAL, group());
    watch.start();
    return watch;
  }

  private MetricGroup group() {
    return listener.getMetricGroup();
  }

  /** -1 if there is no such gauge. */
  private double value(TopicPartition partition, String name) {
    return gauge(
            "topic", partition.topic(), "partition", Integer.toString(partition.partition()), name)
        .orElse(-1.0);
  }

  private Optional<Double> gauge(String... name) {
    String[] scoped = new String[name.length + 1];
    scoped[0] = "forwarder";
    System.arraycopy(name, 0, scoped, 1, name.length);
    Optional<Gauge<Double>> gauge = listener.getGauge(scoped);
    return gauge.map(Gauge::getValue);
  }

  private static final class FakeProgressLog implements ProgressLog {

    private final Map<TopicPartition, Progress> answers = new ConcurrentHashMap<>();
    private volatile Map<TopicPartition, Long> starts = Map.of();
    private volatile boolean isBroken;
    private volatile boolean isClosed;

    @Override
    public Map<TopicPartition, Progress> ask(Map<TopicPartition, Long> startsNow) {
      if (isBroken) {
        throw new IllegalStateException("no answer");
      }
      starts = startsNow;
      return Map.copyOf(answers);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
