// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.config.ForwarderConfig.OnGap;
import io.eventforwarder.decode.Via;
import io.eventforwarder.ledger.GapWatch;
import io.eventforwarder.ledger.Ledger;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.PartitionLedger;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.testing.FakeSourceLog;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
 * The cost of the ledger for each record, in runs of 500 records of one partition, as a consumer
 * returns them, with rows every 50,000. {@link #makeRecords} measures the creation of the records
 * alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LedgerBenchmark {

  private static final int PARTITIONS = 8;
  private static final int RUN = 500;
  private static final int RECORDS = 50_000;

  private final Headers headers = new RecordHeaders();
  private final long[] offsets = new long[PARTITIONS];
  private final Ledger ledger =
      new Ledger(new GapWatch(new FakeSourceLog(), OnGap.RECORD, length -> {}));

  private final PartitionLedger[] partitions = new PartitionLedger[PARTITIONS];

  @Setup
  public void setUp() {
    for (int i = 0; i < PARTITIONS; i++) {
      partitions[i] = ledger.partition(new TopicPartition("events", i), 0);
    }
  }

  private SourceRecord next(int i) {
    int partition = i / RUN % PARTITIONS;
    return new SourceRecord(
        new Coordinates("events", partition, offsets[partition]++), i, null, null, headers);
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void makeRecords(Blackhole blackhole) {
    for (int i = 0; i < RECORDS; i++) {
      blackhole.consume(next(i));
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public List<LedgerRow> count(Blackhole blackhole) {
    for (int i = 0; i < RECORDS; i++) {
      SourceRecord record = next(i);
      blackhole.consume(record);
      PartitionLedger partition =
          ledger.partition(new TopicPartition(record.topic(), record.partition()), record.offset());
      ledger.consumed(partition, record.offset(), record.timestamp());
      partition.dispatched(Via.HEADERS);
    }
    return ledger.cut(false);
  }
}
