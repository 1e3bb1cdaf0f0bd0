// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The results as PNG. */
final class Plots {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;

  private Plots() {}

  /** Writes a plot of each kind of results that are there. */
  static void write(BenchResults results, Path directory) throws IOException {
    if (!results.sizes().isEmpty()) {
      save(throughputBySize(results.sizes()), directory.resolve("throughput-by-value-size.png"));
    }
    if (!results.intervals().isEmpty()) {
      save(
          latencyByInterval(results.intervals()),
          directory.resolve("latency-by-checkpoint-interval.png"));
    }
  }

  static XYChart throughputBySize(List<Throughput> measurements) {
    XYChart chart =
        chart("Throughput, exactly-once, 1 partition, 1 subtask", "value size (KB)", "records/s");
    addSizes(chart, "task from the headers", measurements, Workload.Kind.HEADERS);
    addSizes(chart, "task from the value", measurements, Workload.Kind.NO_HEADERS);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisDecimalPattern("#,###");
    return chart;
  }

  private static void addSizes(
      XYChart chart, String name, List<Throughput> measurements, Workload.Kind kind) {
    List<Workload> workloads =
        measurements.stream()
            .map(Throughput::workload)
            .filter(workload -> workload.kind() == kind)
            .distinct()
            .toList();
    chart.addSeries(
        name,
        workloads.stream().mapToDouble(workload -> workload.valueBytes() / 1e3).toArray(),
        workloads.stream().mapToDouble(workload -> median(measurements, workload)).toArray());
  }

  private static double median(List<Throughput> measurements, Workload workload) {
    return Spread.of(
            measurements.stream()
                .filter(one -> one.workload().equals(workload))
                .mapToDouble(Throughput::recordsPerSecond)
                .toArray())
        .median();
  }

  static XYChart latencyByInterval(List<Latency> measurements) {
    XYChart chart =
        chart("Latency, exactly-once, half load", "checkpoint interval (ms)", "latency (ms)");
    addPercentile(chart, "p50", measurements, Latency::p50);
    addPercentile(chart, "p99", measurements, Latency::p99);
    addPercentile(chart, "p99.9", measurements, Latency::p999);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("#,###");
    chart.getStyler().setYAxisDecimalPattern("#,###");
    // Latency grows with the interval.
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    return chart;
  }

  private static void addPercentile(
      XYChart chart,
      String name,
      List<Latency> measurements,
      ToDoubleFunction<Latency> percentile) {
    chart.addSeries(
        name,
        measurements.stream().mapToDouble(Latency::checkpointMillis).toArray(),
        measurements.stream().mapToDouble(percentile).toArray());
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    return chart;
  }

  private static void save(XYChart chart, Path file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}
