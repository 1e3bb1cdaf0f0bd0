// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

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

/**
 * Measures how fast a backlog is forwarded. The clock runs from the end of the warm-up until the
 * measured number of records has been written. Some more records follow, so that the backlog does
 * not end before the clock stops. In the first round the job's tasks are compared with the plain
 * loop's.
 */
final class ThroughputMeter {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int TAIL_DIVISOR = 10;

  private final TestBed bed;
  private final Amount amount;
  private final PrintWriter out;

  /** The plain loop's tasks, which each job must write too. */
  private final Map<Subject, TaskSample> expected = new HashMap<>();

  ThroughputMeter(TestBed bed, Amount amount, PrintWriter out) {
    this.bed = bed;
    this.amount = amount;
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
        for (Variant variant : comparison.turns(round)) {
          Throughput one = measure(comparison.subject(variant), round, sources.get(comparison));
          say(one);
          all.add(one);
        }
      }
    }
    bed.delete(sources.values());
    return all;
  }

  private long total(Workload workload) {
    long measured = workload.scale(amount.warmUp()) + workload.scale(amount.records());
    return measured + workload.scale(amount.records()) / TAIL_DIVISOR;
  }

  private Throughput measure(Subject subject, int round, String source) throws Exception {
    RunTopics topics = bed.outputs(source, subject.partitions());
    try {
      Throughput measured = new Throughput(subject, round, run(subject, topics));
      if (round == 1) {
        compare(subject, topics);
      }
      return measured;
    } finally {
      bed.delete(topics.written());
    }
  }

  /**
   * The job must write the plain loop's tasks. At-least-once may repeat some, and another version
   * may write others, so both are left out.
   */
  private void compare(Subject subject, RunTopics topics) {
    Variant variant = subject.variant();
    if (variant.equals(Comparisons.PLAIN)) {
      expected.put(
          subject.with(Comparisons.JOB), TaskSample.read(bed.bootstrapServers(), topics.tasks()));
    } else if (expected.containsKey(subject)) {
      TaskSample tasks = TaskSample.read(bed.bootstrapServers(), topics.tasks());
      expected.get(subject).requireSame(tasks);
      out.printf(
          Locale.ROOT,
          "the job writes the plain loop's tasks, byte for byte: %,d compared%n",
          tasks.size());
    }
  }

  private Rates run(Subject subject, RunTopics topics) throws Exception {
    Workload workload = subject.workload();
    try (Worker worker = bed.start(subject.variant(), topics);
        OutputProgress output =
            new OutputProgress(bed.bootstrapServers(), topics.outputs().toArray(String[]::new))) {
      Progress progress =
          subject.variant().side() == Side.POLL ? () -> worker.stats().records() : output::count;
      Moment start = await(workload.scale(amount.warmUp()), progress, worker);
      // With few records, more than the warm-up may have been written by now.
      long all = total(workload);
      Moment end =
          await(Math.min(start.records + workload.scale(amount.records()), all), progress, worker);
      await(all, progress, worker);
      if (end.records <= start.records) {
        throw new IOException(
            "all " + all + " records were written before the measurement; set a higher --records");
      }
      long written = output.count();
      return rates(
          start,
          end,
          worker.peakMemoryBytes(),
          written == 0 ? 0 : (double) bed.storedBytes(topics.outputs()) / written);
    }
  }

  private static Rates rates(Moment start, Moment end, long peakMemoryBytes, double taskBytes) {
    double seconds = (end.nanos - start.nanos) / 1e9;
    double records = end.records - start.records;
    return new Rates(
        records / seconds,
        (end.stats.cpuNanos() - start.stats.cpuNanos()) / 1e9 / records * 1e6,
        (end.stats.gcMillis() - start.stats.gcMillis()) / 1e3 / seconds,
        peakMemoryBytes,
        taskBytes);
  }

  private void say(Throughput one) {
    out.printf(
        Locale.ROOT,
        "round %d  %-26s %2d partition(s)  %-38s %,9.0f records/s  %5.2f CPU-s per million%n",
        one.round(),
        one.subject().workload().title(),
        one.subject().partitions(),
        one.subject().variant().title(),
        one.rates().recordsPerSecond(),
        one.rates().cpuSecondsPerMillion());
    out.flush();
  }

  /** The progress of the work at about one moment. */
  private record Moment(long nanos, long records, WorkerStats stats) {}

  private interface Progress {
    long count() throws IOException, ExecutionException, InterruptedException;
  }

  /** Waits for so many records; fails after a long time without any. */
  private static Moment await(long records, Progress progress, Worker worker) throws Exception {
    long lastCount = -1;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
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
