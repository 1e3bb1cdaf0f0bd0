// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The heap of the exactly-once job after garbage collections, while the job always has a backlog.
 *
 * @param seconds of full load after the warm-up
 * @param firstHeapBytes median of the first minute
 * @param lastHeapBytes median of the last minute
 */
record Soak(
    long seconds,
    double recordsPerSecond,
    long firstHeapBytes,
    long lastHeapBytes,
    long peakMemoryBytes) {

  private static final long WARM_UP_SECONDS = 30;

  /** In a minute. A single one varies with what is fetched and not yet forwarded. */
  private static final int SAMPLES = 20;

  private static final long MINUTE = 60;

  static Soak run(TestBed bed, Duration time) throws Exception {
    RunTopics topics = bed.liveTopics(1);
    try (Worker job =
            bed.start(Side.EXACTLY_ONCE, topics, Map.of("flink.parallelism.default", "1"));
        Worker generator = bed.startGenerator(topics, Workload.headers(1_500))) {
      generator.pace(Double.POSITIVE_INFINITY);
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      long sampled = Math.min(MINUTE, time.toSeconds() / 2);
      long startNanos = System.nanoTime();
      long start = generator.stats().records();
      long firstHeap = heap(job, sampled);
      TimeUnit.SECONDS.sleep(time.toSeconds() - 2 * sampled);
      long lastHeap = heap(job, sampled);
      long end = generator.stats().records();
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      generator.pace(0);
      return new Soak(
          Math.round(seconds), (end - start) / seconds, firstHeap, lastHeap, job.peakMemoryBytes());
    } finally {
      bed.delete(topics.written());
      bed.delete(List.of(topics.source()));
    }
  }

  private static long heap(Worker job, long seconds) throws IOException, InterruptedException {
    double[] samples = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      TimeUnit.MILLISECONDS.sleep(seconds * 1000 / SAMPLES);
      samples[i] = job.collectGarbage().heapBytes();
    }
    return (long) Spread.of(samples).median();
  }
}
