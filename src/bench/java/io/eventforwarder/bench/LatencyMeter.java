// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures latency under a steady load. Generator, broker, job and consumer share the machine, so
 * the saturated rate is that of all of them together: the rate at which records come out when the
 * generator writes as fast as the job follows.
 */
final class LatencyMeter {

  private static final Workload WORKLOAD = Workload.headers(1_500);
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final TestBed bed;
  private final Duration time;
  private final Consumer<Latency> listener;

  /** By side, as first measured: all intervals are compared at the same rates. */
  private final Map<Side, Double> saturated = new EnumMap<>(Side.class);

  LatencyMeter(TestBed bed, Duration time, Consumer<Latency> listener) {
    this.bed = bed;
    this.time = time;
    this.listener = listener;
  }

  /**
   * @param loads shares of the saturated rate, in the order in which they are measured
   */
  List<Latency> measure(Side side, Duration checkpointInterval, List<Double> loads)
      throws Exception {
    List<Latency> all = new ArrayList<>();
    RunTopics topics = bed.liveTopics(1);
    try (Worker job =
            bed.start(
                side,
                topics,
                Map.of(
                    "checkpoint.interval",
                    checkpointInterval.toMillis() + " ms",
                    "flink.parallelism.default",
                    "1"));
        Worker generator = bed.startGenerator(topics, WORKLOAD);
        LatencyReader reader = new LatencyReader(bed.bootstrapServers(), topics.tasks())) {
      double own = saturate(generator);
      double rate = saturated.computeIfAbsent(side, first -> own);
      for (double load : loads) {
        generator.pace(Math.floor(rate * load));
        long from = System.currentTimeMillis() + SETTLE.toMillis();
        Latency latency =
            Latency.of(
                side,
                checkpointInterval,
                load,
                Math.floor(rate * load),
                time.toMillis() / 1e3,
                reader.measure(from, from + time.toMillis(), PATIENCE));
        job.stats();
        listener.accept(latency);
        all.add(latency);
      }
      generator.pace(0);
    } finally {
      bed.delete(topics.written());
      bed.delete(List.of(topics.source()));
    }
    return all;
  }

  /** Warms all up, and returns the records a second of the last part of it. */
  private double saturate(Worker generator) throws IOException, InterruptedException {
    generator.pace(Double.POSITIVE_INFINITY);
    awaitFlow(generator);
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    long startNanos = System.nanoTime();
    long start = generator.stats().records();
    TimeUnit.MILLISECONDS.sleep(time.toMillis() / 2);
    long end = generator.stats().records();
    return (end - start) / ((System.nanoTime() - startNanos) / 1e9);
  }

  /** More records than may be outstanding have been written: the first have come out. */
  private static void awaitFlow(Worker generator) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (generator.stats().records() <= LoadGenerator.MAX_OUTSTANDING) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "no task came out within " + START_PATIENCE.toSeconds() + " s; see the logs");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
