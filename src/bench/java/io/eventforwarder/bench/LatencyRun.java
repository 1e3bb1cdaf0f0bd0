// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running job with a generator of records and a reader of tasks, on topics of its own. */
final class LatencyRun implements AutoCloseable {

  private static final Workload WORKLOAD = Workload.headers(1_500);
  private static final long LOOK_MILLIS = 20;
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);

  private final TestBed bed;
  private final RunTopics topics;
  private final Worker job;
  private final Worker generator;
  private final LatencyReader reader;

  private LatencyRun(TestBed bed, RunTopics topics, Worker job, Worker generator) {
    this.bed = bed;
    this.topics = topics;
    this.job = job;
    this.generator = generator;
    this.reader = new LatencyReader(bed.bootstrapServers(), topics.tasks());
  }

  static LatencyRun start(TestBed bed, Guarantee guarantee) throws Exception {
    RunTopics topics = bed.liveTopics(1);
    Worker job = bed.start(guarantee.side(), topics, guarantee.settings());
    try {
      return new LatencyRun(bed, topics, job, bed.startGenerator(topics, WORKLOAD));
    } catch (IOException | RuntimeException e) {
      job.close();
      throw e;
    }
  }

  /** Offers a rate without measuring, from the moment at which the first task has arrived. */
  void warmUp(double recordsPerSecond, Duration time) throws IOException, InterruptedException {
    generator.pace(recordsPerSecond);
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (reader.count() == 0) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "no task arrived within " + START_PATIENCE.toSeconds() + " s; see " + job.log());
      }
      await();
    }
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    drain();
  }

  /**
   * Offers a rate, however fast the output is, and measures once it has settled.
   *
   * @param patience how long to wait for late tasks of the period
   */
  Arrivals offer(double recordsPerSecond, Duration settle, Duration time, Duration patience)
      throws IOException, InterruptedException {
    generator.pace(recordsPerSecond);
    long from = System.currentTimeMillis() + settle.toMillis();
    Arrivals arrivals = reader.measure(from, from + time.toMillis(), patience);
    drain();
    return arrivals;
  }

  /** Stops the generator, and returns when each of its records has become a task. */
  private void drain() throws IOException, InterruptedException {
    generator.pace(0);
    long seen = -1;
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (reader.count() < generator.stats().records()) {
      if (reader.count() != seen) {
        seen = reader.count();
        deadline = System.nanoTime() + START_PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new IOException(
            String.format(
                "of %d records only %d became tasks, and no more in %d s; see %s",
                generator.stats().records(), seen, START_PATIENCE.toSeconds(), job.log()));
      }
      await();
    }
  }

  private void await() throws IOException, InterruptedException {
    job.requireAlive();
    generator.requireAlive();
    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
  }

  @Override
  public void close() throws Exception {
    reader.close();
    generator.close();
    job.close();
    bed.delete(topics.written());
    bed.delete(List.of(topics.source()));
  }
}
