// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.demo.SampleTraffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Measures how fast records that are already there are forwarded. The clock runs from the end of
 * the warm-up until as many more records have come out; some more follow, so that nothing runs dry
 * before it stops. In the first round the job's tasks are compared with the plain loop's.
 */
final class ThroughputMeter {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int TAIL_DIVISOR = 10;

  private final TestBed bed;
  private final BenchPlan plan;
  private final Consumer<Throughput> listener;
  private final PrintWriter out;

  /** What the plain loop made of each. */
  private final Map<Comparison, TaskSample> expected = new HashMap<>();

  /**
   * @param listener told of each measurement
   */
  ThroughputMeter(TestBed bed, BenchPlan plan, Consumer<Throughput> listener, PrintWriter out) {
    this.bed = bed;
    this.plan = plan;
    this.listener = listener;
    this.out = out;
  }

  /** Measures every variant of every comparison once a round. */
  List<Throughput> measure(List<Comparison> comparisons, int rounds) throws Exception {
    Map<Comparison, String> sources = new HashMap<>();
    for (Comparison comparison : comparisons) {
      Workload workload = comparison.workload();
      sources.put(comparison, bed.fill(workload, comparison.partitions(), total(workload)));
    }
    List<Throughput> all = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (Comparison comparison : comparisons) {
        for (Variant variant : comparison.variants()) {
          Throughput one = measure(comparison, variant, round, sources.get(comparison));
          listener.accept(one);
          all.add(one);
        }
      }
    }
    bed.delete(sources.values());
    return all;
  }

  private long total(Workload workload) {
    long measured = workload.scale(plan.warmUp()) + workload.scale(plan.records());
    return measured + workload.scale(plan.records()) / TAIL_DIVISOR;
  }

  private Throughput measure(Comparison comparison, Variant variant, int round, String source)
      throws Exception {
    RunTopics topics = bed.outputs(source, comparison.partitions());
    try {
      Throughput measured = run(comparison, variant, round, topics);
      if (round == 1 && variant.side() != Side.POLL) {
        compare(comparison, variant, topics);
      }
      return measured;
    } finally {
      bed.delete(topics.written());
    }
  }

  /** All that forward must write the same. At-least-once may repeat, and is left out. */
  private void compare(Comparison comparison, Variant variant, RunTopics topics) {
    if (variant.side() == Side.PLAIN) {
      expected.put(comparison, TaskSample.read(bed.bootstrapServers(), topics.tasks()));
    } else if (variant.side() == Side.EXACTLY_ONCE && expected.containsKey(comparison)) {
      TaskSample tasks = TaskSample.read(bed.bootstrapServers(), topics.tasks());
      expected.get(comparison).requireSame(tasks);
      out.printf(
          Locale.ROOT,
          "the job writes the plain loop's tasks, byte for byte: %,d compared%n",
          tasks.size());
    }
  }

  private Throughput run(Comparison comparison, Variant variant, int round, RunTopics topics)
      throws Exception {
    Workload workload = comparison.workload();
    try (Worker worker = bed.start(variant.side(), topics, settings(variant));
        OutputProgress output =
            new OutputProgress(bed.bootstrapServers(), topics.outputs().toArray(String[]::new))) {
      Progress progress =
          variant.side() == Side.POLL ? () -> worker.stats().records() : output::count;
      Moment start = await(workload.scale(plan.warmUp()), progress, worker);
      // Where records are few, more of them may have come out than were to warm up.
      long all = total(workload);
      Moment end =
          await(Math.min(start.records + workload.scale(plan.records()), all), progress, worker);
      await(all, progress, worker);
      if (end.records <= start.records) {
        throw new IOException(
            "all " + all + " records came out before they were measured; give more with --records");
      }
      return throughput(comparison, variant, round, start, end, worker.peakMemoryBytes());
    }
  }

  private static Map<String, String> settings(Variant variant) {
    return Map.of("flink.parallelism.default", Integer.toString(variant.parallelism()));
  }

  private static Throughput throughput(
      Comparison comparison,
      Variant variant,
      int round,
      Moment start,
      Moment end,
      long peakMemoryBytes) {
    Workload workload = comparison.workload();
    double seconds = (end.nanos - start.nanos) / 1e9;
    double records = end.records - start.records;
    double bytes =
        workload.pool().stream()
            .map(SampleTraffic.Sample::value)
            .mapToInt(value -> value.length)
            .average()
            .orElseThrow();
    return new Throughput(
        workload,
        comparison.partitions(),
        variant,
        round,
        records / seconds,
        records / seconds * bytes / 1e6,
        (end.stats.cpuNanos() - start.stats.cpuNanos()) / 1e9 / records * 1e6,
        (end.stats.gcMillis() - start.stats.gcMillis()) / 1e3 / seconds,
        peakMemoryBytes);
  }

  /** Where the work stands, at about one moment. */
  private record Moment(long nanos, long records, WorkerStats stats) {}

  private interface Progress {
    long count() throws IOException, ExecutionException, InterruptedException;
  }

  /** Waits for as many records; fails if none come for long. */
  private static Moment await(long records, Progress progress, Worker worker) throws Exception {
    long lastCount = -1;
    long deadline = 0;
    while (true) {
      long count = progress.count();
      if (count >= records) {
        return new Moment(System.nanoTime(), count, worker.stats());
      }
      if (count != lastCount) {
        lastCount = count;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new IOException(
            "no record came out for "
                + PATIENCE.toSeconds()
                + " s; "
                + count
                + " of "
                + records
                + " had; see "
                + worker.log());
      }
      worker.requireAlive();
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
