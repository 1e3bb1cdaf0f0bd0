// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.control.FakeSwitches;
import io.eventforwarder.control.PartitionSwitches;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What following the switches adds to decoding a record by its headers, in runs of 500 records of
 * one partition as a consumer gives them. The table's "x time" of {@link #decodeByFixedMode} is the
 * share of the speed that is left.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
public class SwitchBenchmark {

  private static final int PARTITIONS = 4;
  private static final int RUN = 500;
  private static final int RECORDS = PARTITIONS * RUN;

  private final MessageDecoder decoder = new MessageDecoder(DecodeLimits.DEFAULT);
  private final KafkaHeaderCursor cursor = new KafkaHeaderCursor();
  private final PartitionSwitches switches = new PartitionSwitches(new FakeSwitches());
  private final SourceRecord[] records = new SourceRecord[RECORDS];

  /** Not a constant: as with switches, code for both modes must be there. */
  private DecodeMode fixedMode = DecodeMode.HEADERS_FIRST;

  @Setup
  public void setUp() {
    SampleTraffic traffic = new SampleTraffic(7, 1_500);
    for (int i = 0; i < RECORDS; i++) {
      SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
      records[i] =
          new SourceRecord(
              "events", i / RUN, i % RUN, 1_795_376_096_789L, null, null, sample.headers());
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void decodeByFixedMode(Blackhole blackhole) {
    for (SourceRecord record : records) {
      blackhole.consume(decoded(fixedMode, record));
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void decode(Blackhole blackhole) {
    for (SourceRecord record : records) {
      Decoded decoded = decoded(switches.decodeMode(record), record);
      if (decoded instanceof Decoded.Dispatch dispatch
          && switches.isDropped(dispatch.arguments().get(TaskArguments.PROJECT_ID))) {
        throw new IllegalStateException("nothing is dropped here");
      }
      blackhole.consume(decoded);
    }
  }

  private Decoded decoded(DecodeMode mode, SourceRecord record) {
    return decoder.decode(mode, cursor.over(record.headers()), null, EventStreamType.ERROR);
  }
}
