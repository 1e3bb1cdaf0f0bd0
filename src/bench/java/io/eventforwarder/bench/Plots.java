// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;

/** The results as PNG. */
final class Plots {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final Color[] COLORS = {
    new Color(0x1F77B4), new Color(0xD62728), new Color(0x2CA02C), new Color(0x9467BD)
  };

  private Plots() {}

  /** Writes a plot of each kind of results that exists. */
  static void write(BenchResults results, Path directory) throws IOException {
    Rounds sizes = results.rounds(Scenario.SIZES);
    if (!sizes.all().isEmpty()) {
      save(throughputBySize(sizes), directory.resolve("throughput-by-value-size.png"));
    }
    List<Latency> loads = results.latency(Scenario.LATENCY);
    if (!loads.isEmpty()) {
      save(latencyByLoad(loads), directory.resolve("latency-by-load.png"));
    }
    List<Latency> intervals = results.latency(Scenario.INTERVALS);
    if (!intervals.isEmpty()) {
      save(latencyByInterval(intervals), directory.resolve("latency-by-checkpoint-interval.png"));
    }
  }

  static XYChart throughputBySize(Rounds rounds) {
    XYChart chart =
        chart("Throughput, exactly-once, 1 partition, 1 subtask", "value size (KB)", "records/s");
    addSizes(chart, "task from the headers", rounds, Workload.Kind.HEADERS);
    addSizes(chart, "task from the value", rounds, Workload.Kind.NO_HEADERS);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  private static void addSizes(XYChart chart, String name, Rounds rounds, Workload.Kind kind) {
    List<Subject> subjects =
        rounds.subjects().stream().filter(one -> one.workload().kind() == kind).toList();
    chart.addSeries(
        name,
        subjects.stream().mapToDouble(one -> one.workload().valueBytes() / 1e3).toArray(),
        subjects.stream()
            .mapToDouble(one -> rounds.spread(one, Rates::recordsPerSecond).orElseThrow().median())
            .toArray());
  }

  /** One colour for each guarantee, one kind of line for each percentile. */
  static XYChart latencyByLoad(List<Latency> measurements) {
    XYChart chart = chart("Latency by load, 1 partition, 1 subtask", "records/s", "latency (ms)");
    List<LatencyRow> rows = LatencyRow.of(measurements);
    List<Guarantee> guarantees =
        rows.stream().map(row -> row.first().guarantee()).distinct().toList();
    for (int i = 0; i < guarantees.size(); i++) {
      Guarantee guarantee = guarantees.get(i);
      List<LatencyRow> own =
          rows.stream().filter(row -> row.first().guarantee().equals(guarantee)).toList();
      double[] rates = own.stream().mapToDouble(row -> row.first().offered()).toArray();
      Color color = COLORS[i % COLORS.length];
      String title = guarantee.title();
      style(
          color,
          SeriesLines.DASH_DASH,
          chart.addSeries(title + ", p50", rates, medians(own, Ages::p50)));
      style(
          color,
          SeriesLines.SOLID,
          chart.addSeries(title + ", p99", rates, medians(own, Ages::p99)));
      style(
          color,
          SeriesLines.DOT_DOT,
          chart.addSeries(title + ", max", rates, medians(own, Ages::max)));
    }
    chart.getStyler().setXAxisDecimalPattern("#,###");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    return chart;
  }

  static XYChart latencyByInterval(List<Latency> measurements) {
    XYChart chart =
        chart(
            String.format(
                Locale.ROOT,
                "Latency, exactly-once, %,.0f records/s",
                measurements.get(0).offered()),
            "checkpoint interval (ms)",
            "latency (ms)");
    List<LatencyRow> rows = LatencyRow.of(measurements);
    double[] intervals =
        rows.stream().mapToDouble(row -> row.first().guarantee().checkpointMillis()).toArray();
    chart.addSeries("p50", intervals, medians(rows, Ages::p50));
    chart.addSeries("p99", intervals, medians(rows, Ages::p99));
    chart.addSeries("p99.9", intervals, medians(rows, Ages::p999));
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("#,###");
    chart.getStyler().setYAxisLogarithmic(true);
    // Latency grows with the interval, so this corner is free.
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    return chart;
  }

  /** A logarithmic axis has no 0. */
  private static double[] medians(List<LatencyRow> rows, ToDoubleFunction<Ages> quantity) {
    return rows.stream().mapToDouble(row -> Math.max(1, row.spread(quantity).median())).toArray();
  }

  private static void style(Color color, BasicStroke line, XYSeries series) {
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setLineStyle(line);
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
    chart.getStyler().setYAxisDecimalPattern("#,###");
    return chart;
  }

  private static void save(XYChart chart, Path file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}
