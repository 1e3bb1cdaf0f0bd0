// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;

class BenchResultsTest {

  private static final Workload TYPICAL = Workload.headers(1_500);
  private static final Workload LARGE = Workload.headers(29_000);
  private static final Workload FALLBACK = Workload.noHeaders(1_500);

  @TempDir private Path directory;

  @Test
  void judgesMediansByFloorAndGoal() {
    BenchResults results =
        results(
            List.of(
                rate(TYPICAL, Side.PLAIN, 1, 100),
                rate(TYPICAL, Side.PLAIN, 2, 100),
                rate(TYPICAL, Side.PLAIN, 3, 900),
                rate(TYPICAL, Side.EXACTLY_ONCE, 1, 5),
                rate(TYPICAL, Side.EXACTLY_ONCE, 2, 75),
                rate(TYPICAL, Side.EXACTLY_ONCE, 3, 80)),
            List.of(
                new Latency(Side.EXACTLY_ONCE, 1_000, 0.5, 10, 10, 1, 1, 1_050, 9, 9),
                new Latency(Side.EXACTLY_ONCE, 200, 0.5, 10, 10, 1, 1, 501, 9, 9)));

    assertThat(Requirement.check(results))
        .extracting(Requirement::measured, Requirement::meetsFloor, Requirement::meetsGoal)
        .containsExactly(
            tuple(0.75, true, false),
            tuple(1.0, true, true),
            tuple(1_050.0, true, true),
            tuple(501.0, false, false));
    assertThat(Report.of(results))
        .contains("| 0.75 | 0.70 | 0.95 | floor |")
        .contains("| 501 ms | 500 ms | 300 ms | missed |")
        .contains(
            "| 1.5 KB with headers | 1 | job, exactly-once | 75 (5–80) | 150 (10–160) |"
                + " 7.00 (7.00–7.00) | 1.0 % | 3 MiB |");
  }

  @Test
  void plotsBothPathsBySizeAndPercentilesByInterval() throws Exception {
    BenchResults results =
        new BenchResults(
            "2026-01-01T00:00:00Z",
            machine(),
            1,
            1,
            1,
            Map.of(),
            List.of(),
            List.of(),
            List.of(
                rate(TYPICAL, Side.EXACTLY_ONCE, 1, 90_000),
                rate(LARGE, Side.EXACTLY_ONCE, 1, 20_000),
                rate(FALLBACK, Side.EXACTLY_ONCE, 1, 70_000)),
            List.of(),
            List.of(
                new Latency(Side.EXACTLY_ONCE, 100, 0.5, 10, 10, 60, 100, 130, 160, 200),
                new Latency(Side.EXACTLY_ONCE, 1_000, 0.5, 10, 10, 500, 900, 1_020, 1_050, 1_060)),
            null);

    Plots.write(results, directory);

    for (String plot : List.of("throughput-by-value-size", "latency-by-checkpoint-interval")) {
      BufferedImage image = ImageIO.read(directory.resolve(plot + ".png").toFile());
      assertThat(image.getWidth()).isEqualTo(760);
      assertThat(image.getHeight()).isEqualTo(420);
    }
    XYChart bySize = Plots.throughputBySize(results.sizes());
    assertThat(bySize.getSeries("task from the headers").getXData()).containsExactly(1.5, 29);
    assertThat(bySize.getSeries("task from the headers").getYData())
        .containsExactly(90_000, 20_000);
    assertThat(bySize.getSeries("task from the value").getYData()).containsExactly(70_000);
    XYChart byInterval = Plots.latencyByInterval(results.intervals());
    assertThat(byInterval.getSeries("p99").getXData()).containsExactly(100, 1_000);
    assertThat(byInterval.getSeries("p99").getYData()).containsExactly(130, 1_020);
  }

  private static BenchResults results(List<Throughput> throughput, List<Latency> latency) {
    return new BenchResults(
        "2026-01-01T00:00:00Z",
        machine(),
        3,
        1,
        1,
        Map.of(),
        throughput,
        new ArrayList<>(),
        new ArrayList<>(),
        latency,
        new ArrayList<>(),
        null);
  }

  private static Machine machine() {
    return new Machine("a processor", 2, 1L << 34, "an OS", "17", 0);
  }

  private static Throughput rate(Workload workload, Side side, int round, double rate) {
    return new Throughput(workload, 1, Variant.of(side), round, rate, rate * 2, 7, 0.01, 3 << 20);
  }
}
