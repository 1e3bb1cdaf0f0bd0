// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs JMH with its own command line, then prints a table. A rival of the benchmark {@code decode}
 * is called {@code decodeBy...}. Its last two columns are its time and bytes as multiples of the
 * forwarder's.
 */
public final class BenchmarkTable {

  private static final String BYTES = "gc.alloc.rate.norm";
  private static final String ROW = "%-62s %12s %10s %10s %8s %8s%n";

  private final Map<String, RunResult> results = new TreeMap<>(Comparator.naturalOrder());

  private BenchmarkTable(Collection<RunResult> results) {
    results.forEach(result -> this.results.put(name(result.getParams()), result));
  }

  public static void main(String[] args) throws Exception {
    new BenchmarkTable(new Runner(new CommandLineOptions(args)).run()).print(System.out);
  }

  private static String name(BenchmarkParams params) {
    String benchmark = params.getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1 ");
    String values =
        params.getParamsKeys().stream()
            .map(key -> String.format("%8s", params.getParam(key)))
            .collect(Collectors.joining(" "));
    int space = benchmark.indexOf(' ');
    return String.format(
        "%s%s %s", benchmark.substring(0, space), values, benchmark.substring(space + 1));
  }

  private void print(PrintStream out) {
    out.printf("%n" + ROW, "", "ns/op", "+-", "B/op", "x time", "x bytes");
    results.forEach(
        (name, result) -> {
          RunResult own = results.get(name.replaceFirst("By[A-Z]\\w*$", ""));
          boolean rival = own != null && own != result;
          out.printf(
              ROW,
              name,
              format("%,.0f", time(result)),
              format("%,.0f", result.getPrimaryResult().getScoreError()),
              format("%,.0f", bytes(result)),
              rival ? format("%.2f", time(result) / time(own)) : "",
              rival ? format("%.2f", bytes(result) / bytes(own)) : "");
        });
  }

  private static double time(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  private static double bytes(RunResult result) {
    Result<?> bytes = result.getSecondaryResults().get(BYTES);
    return bytes == null ? Double.NaN : bytes.getScore();
  }

  private static String format(String pattern, double number) {
    return Double.isNaN(number) ? "" : String.format(pattern, number);
  }
}
