// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;

class BenchResultsTest {

  private static final Subject JOB = new Subject(Comparisons.TYPICAL, 1, Comparisons.JOB);
  private static final Subject FLOOR = JOB.with(Comparisons.JOB.floor());
  private static final Subject OTHER = JOB.with(Comparisons.JOB.inOtherVersion());

  @TempDir private Path directory;

  @Test
  void takesRatiosWithinARound() {
    // The machine was half as fast in the second round.
    Rounds rounds =
        new Rounds(
            List.of(rate(JOB, 1, 100), rate(FLOOR, 1, 200), rate(JOB, 2, 48), rate(FLOOR, 2, 100)));

    assertThat(rounds.ratio(JOB, FLOOR, Rates::recordsPerSecond))
        .contains(new Spread(0.49, 0.48, 0.5));
    assertThat(rounds.ratio(JOB, OTHER, Rates::recordsPerSecond)).isEmpty();
    assertThat(rounds.spread(JOB, Rates::recordsPerSecond)).contains(new Spread(74, 48, 100));
    assertThat(rounds.subjects()).containsExactly(JOB, FLOOR);
  }

  @Test
  void reversesTheOrderInEveryOtherRound() {
    Comparison comparison =
        new Comparison(
            Comparisons.TYPICAL, 1, List.of(Comparisons.PLAIN, Comparisons.JOB, OTHER.variant()));

    assertThat(comparison.turns(1)).isEqualTo(comparison.variants());
    assertThat(comparison.turns(2))
        .containsExactly(OTHER.variant(), Comparisons.JOB, Comparisons.PLAIN);
  }

  @Test
  void rangesOverlapIfTheyShareAValue() {
    assertThat(new Spread(2, 1, 3).overlaps(new Spread(4, 3, 5))).isTrue();
    assertThat(new Spread(4, 3, 5).overlaps(new Spread(2, 1, 6))).isTrue();
    assertThat(new Spread(2, 1, 3).overlaps(new Spread(4, 3.1, 5))).isFalse();
    assertThat(new Spread(4, 3.1, 5).overlaps(new Spread(2, 1, 3))).isFalse();
  }

  @Test
  void judgesMedians() {
    BenchResults results =
        results(
            Map.of(
                Scenario.THROUGHPUT,
                List.of(
                    rate(FLOOR, 1, 100),
                    rate(JOB, 1, 5),
                    rate(FLOOR, 2, 100),
                    rate(JOB, 2, 90),
                    rate(FLOOR, 3, 100),
                    rate(JOB, 3, 95))),
            Map.of(
                Scenario.LATENCY,
                List.of(
                    latency(Guarantee.EXACTLY_ONCE_1_S, 1, 0.5, 1_040),
                    latency(Guarantee.EXACTLY_ONCE_1_S, 1, 0.9, 4_000),
                    latency(Guarantee.EXACTLY_ONCE_1_S, 2, 0.5, 1_060),
                    latency(Guarantee.EXACTLY_ONCE_200_MS, 1, 0.5, 261))));

    assertThat(Requirement.check(results))
        .extracting(one -> one.measured().median(), Requirement::passes, Requirement::meetsGoal)
        .containsExactly(
            tuple(1.0, true, true),
            tuple(0.9, true, false),
            tuple(1_050.0, true, true),
            tuple(261.0, false, false));
    assertThat(Report.of(results))
        .contains("| records/s against the floor loop | 0.90 (0.05–0.95) | 0.80 | 1.00 | pass |")
        .contains("| 1,050 (1,040–1,060) | 1,150 | 1,050 | goal |")
        .contains("| 261 | 260 | 230 | missed |")
        .contains(
            "| 1.5 KB with headers | 1 | job, exactly-once | 90 (5–95) | 7.00 | 1.00 | 1 % |"
                + " 3 MiB | 400 |");
  }

  @Test
  void saysWhetherTheOtherVersionDiffers() {
    BenchResults results =
        results(
            Map.of(
                Scenario.THROUGHPUT,
                List.of(
                    rate(JOB, 1, 100), rate(OTHER, 1, 80), rate(JOB, 2, 110), rate(OTHER, 2, 88))),
            Map.of());

    assertThat(Report.of(results))
        .contains("The other version is that in /the/other.")
        .contains(
            "| 1.5 KB with headers | job, exactly-once | records/s | 105 (100–110) | 84 (80–88) |"
                + " 1.25 | no |")
        .contains("| CPU seconds per million | 7.00 | 7.00 | 1.00 | yes |");
  }

  @Test
  void namesTheSustainableRate() {
    Ages ages = new Ages(1, 1, 1, 1, 1);
    BenchResults results =
        new BenchResults(
            conditions(),
            Map.of(),
            List.of(
                new Sustainable(
                    Guarantee.EXACTLY_ONCE_200_MS,
                    List.of(
                        new Trial(16_000, ages, 0, true),
                        new Trial(64_000, ages, 900, false),
                        new Trial(32_000, ages, 0, true))),
                new Sustainable(Guarantee.AT_LEAST_ONCE, List.of(new Trial(2_000, ages, 0, true)))),
            Map.of(),
            null);

    assertThat(Report.of(results))
        .contains("| exactly-once, 200 ms | 32,000 | 64,000 |")
        .contains("| at-least-once | 2,000 | not tried |");
  }

  @Test
  void plotsBothPathsBySizeAndLatencyByLoadAndInterval() throws Exception {
    Subject large = new Subject(Comparisons.LARGE, 1, Comparisons.JOB);
    Subject fallback = new Subject(Comparisons.FALLBACK, 1, Comparisons.JOB);
    Guarantee fast = new Guarantee(Side.EXACTLY_ONCE, 100);
    BenchResults results =
        results(
            Map.of(
                Scenario.SIZES,
                List.of(rate(JOB, 1, 90_000), rate(large, 1, 20_000), rate(fallback, 1, 70_000))),
            Map.of(
                Scenario.LATENCY,
                List.of(
                    latency(Guarantee.EXACTLY_ONCE_1_S, 1, 0.9, 1_100),
                    latency(Guarantee.EXACTLY_ONCE_1_S, 1, 0.1, 1_000),
                    latency(Guarantee.AT_LEAST_ONCE, 1, 0.9, 50),
                    latency(Guarantee.EXACTLY_ONCE_1_S, 2, 0.9, 1_300)),
                Scenario.INTERVALS,
                List.of(
                    latency(fast, 1, 0.5, 130),
                    latency(Guarantee.EXACTLY_ONCE_1_S, 1, 0.5, 1_020))));

    Plots.write(results, directory);

    for (String plot :
        List.of("throughput-by-value-size", "latency-by-load", "latency-by-checkpoint-interval")) {
      BufferedImage image = ImageIO.read(directory.resolve(plot + ".png").toFile());
      assertThat(image.getWidth()).isEqualTo(760);
      assertThat(image.getHeight()).isEqualTo(420);
    }
    XYChart bySize = Plots.throughputBySize(results.rounds(Scenario.SIZES));
    assertThat(bySize.getSeries("task from the headers").getXData()).containsExactly(1.5, 29);
    assertThat(bySize.getSeries("task from the headers").getYData())
        .containsExactly(90_000, 20_000);
    assertThat(bySize.getSeries("task from the value").getYData()).containsExactly(70_000);
    XYChart byLoad = Plots.latencyByLoad(results.latency(Scenario.LATENCY));
    assertThat(byLoad.getSeries("exactly-once, 1 s, p99").getXData())
        .containsExactly(new double[] {9_000, 1_000}, within(0.1));
    assertThat(byLoad.getSeries("exactly-once, 1 s, p99").getYData()).containsExactly(1_200, 1_000);
    assertThat(byLoad.getSeries("at-least-once, max").getYData()).containsExactly(100);
    XYChart byInterval = Plots.latencyByInterval(results.latency(Scenario.INTERVALS));
    assertThat(byInterval.getTitle()).isEqualTo("Latency, exactly-once, 5,000 records/s");
    assertThat(byInterval.getSeries("p99").getXData()).containsExactly(100, 1_000);
    assertThat(byInterval.getSeries("p99").getYData()).containsExactly(130, 1_020);
  }

  private static BenchResults results(
      Map<Scenario, List<Throughput>> throughput, Map<Scenario, List<Latency>> latency) {
    return new BenchResults(conditions(), throughput, List.of(), latency, null);
  }

  private static Conditions conditions() {
    return new Conditions(
        "2026-01-01T00:00:00Z",
        new Machine("a processor", 2, 1L << 34, "an OS", "17", 0),
        new Amount(3, 1, 1, 1),
        Map.of(),
        "/the/other");
  }

  private static Throughput rate(Subject subject, int round, double rate) {
    return new Throughput(subject, round, new Rates(rate, 7, 0.01, 3 << 20, 400));
  }

  private static Latency latency(Guarantee guarantee, int round, double load, long p99) {
    return new Latency(
        guarantee, round, load, load * 10_000, new Ages(load * 10_000, 1, p99, p99, 2 * p99));
  }
}
