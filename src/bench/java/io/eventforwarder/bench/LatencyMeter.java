// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures latency under steady loads. Generator, broker, job and consumer share the machine, so
 * the sustainable rate is that of all of them together.
 */
final class LatencyMeter {

  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final double HALF = 0.5;

  /** Share of the sustainable rate at which a job warms up. */
  private static final double WARM_UP = 0.75;

  /** Fewer make the latency of half a trial depend on the phase of its checkpoints. */
  private static final int CHECKPOINTS_IN_TRIAL = 4;

  private final TestBed bed;
  private final LatencyPlan plan;
  private final PrintWriter out;
  private final Duration time;
  private final Duration settle;

  private final Map<Guarantee, Sustainable> sustainable = new LinkedHashMap<>();

  LatencyMeter(TestBed bed, LatencyPlan plan, PrintWriter out) {
    this.bed = bed;
    this.plan = plan;
    this.out = out;
    this.time = Duration.ofSeconds(plan.seconds());
    this.settle = Duration.ofMillis(Math.min(3_000, plan.seconds() * 250L));
  }

  /** The results so far. */
  List<Sustainable> sustainable() {
    return List.copyOf(sustainable.values());
  }

  /** Measures each guarantee at shares of its own sustainable rate. */
  List<Latency> byLoad() throws Exception {
    List<Latency> all = new ArrayList<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Guarantee guarantee : plan.guarantees()) {
        try (LatencyRun run = LatencyRun.start(bed, guarantee)) {
          Sustainable found = sustainable.get(guarantee);
          if (found == null) {
            found = search(run, guarantee);
          } else {
            run.warmUp(WARM_UP * found.recordsPerSecond(), time.multipliedBy(2));
          }
          for (double load : plan.loads()) {
            double offered = Math.floor(load * found.recordsPerSecond());
            all.add(new Latency(guarantee, round, load, offered, measure(run, offered)));
            say(all.get(all.size() - 1));
          }
        }
      }
    }
    return all;
  }

  /** Measures all intervals at half of the rate that the first sustains. */
  List<Latency> byInterval(List<Duration> intervals) throws Exception {
    Guarantee first = new Guarantee(Side.EXACTLY_ONCE, intervals.get(0).toMillis());
    try (LatencyRun run = LatencyRun.start(bed, first)) {
      search(run, first);
    }
    double offered = Math.floor(HALF * sustainable.get(first).recordsPerSecond());
    List<Latency> all = new ArrayList<>();
    for (Duration interval : intervals) {
      Guarantee guarantee = new Guarantee(Side.EXACTLY_ONCE, interval.toMillis());
      try (LatencyRun run = LatencyRun.start(bed, guarantee)) {
        run.warmUp(offered, time.multipliedBy(2));
        all.add(new Latency(guarantee, 1, HALF, offered, measure(run, offered)));
        say(all.get(all.size() - 1));
      }
    }
    return all;
  }

  private Ages measure(LatencyRun run, double recordsPerSecond)
      throws IOException, InterruptedException {
    return run.offer(recordsPerSecond, settle, time, PATIENCE).ages();
  }

  private Sustainable search(LatencyRun run, Guarantee guarantee) throws Exception {
    run.warmUp(plan.search().start(), time);
    Duration trialTime =
        Duration.ofMillis(
            Math.max(time.toMillis(), CHECKPOINTS_IN_TRIAL * guarantee.checkpointMillis()));
    Duration patience = Duration.ofMillis(guarantee.highestP99());
    Sustainable found =
        new Sustainable(
            guarantee,
            plan.search()
                .run(
                    rate -> {
                      Trial trial =
                          Trial.of(guarantee, rate, run.offer(rate, settle, trialTime, patience));
                      say(guarantee, trial);
                      return trial;
                    }));
    sustainable.put(guarantee, found);
    return found;
  }

  private void say(Guarantee guarantee, Trial trial) {
    out.printf(
        Locale.ROOT,
        "%s: %,.0f records/s %s: p99 %,d ms, latency grew by %,.0f ms%n",
        guarantee.title(),
        trial.offered(),
        trial.sustained() ? "are sustained" : "are too many",
        trial.ages().p99(),
        trial.growthMillis());
    out.flush();
  }

  private void say(Latency one) {
    out.printf(
        Locale.ROOT,
        "round %d  %s, %.0f %% load, %,.0f records/s: p50 %,d, p99 %,d, max %,d ms%n",
        one.round(),
        one.guarantee().title(),
        one.load() * 100,
        one.offered(),
        one.ages().p50(),
        one.ages().p99(),
        one.ages().max());
    out.flush();
  }
}
