// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.Via;
import io.eventforwarder.route.DecodeMetrics;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of the metrics for each dispatched record, including samples. Nothing is allocated. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetricsBenchmark {

  private final DecodeMetrics metrics =
      new DecodeMetrics(UnregisteredMetricGroups.createUnregisteredOperatorMetricGroup());
  private final Counter recordsIn = metrics.recordsIn("events", EventStreamType.ERROR);
  private final byte[] value = new byte[1_500];

  @Benchmark
  public void measureOneRecord() {
    recordsIn.inc();
    if (metrics.isSampled()) {
      long start = System.nanoTime();
      metrics.decoded(Via.HEADERS, System.nanoTime() - start, value);
      metrics.age(System.currentTimeMillis() - start);
    }
    metrics.dispatched(Via.HEADERS);
  }
}
