// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.HeaderViews;
import io.eventforwarder.source.KafkaHeaderCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A record of 1.5 KB whose headers do not decide, so that the value is decoded. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FallbackBenchmark {

  private final MessageDecoder decoder = new MessageDecoder(DecodeLimits.DEFAULT);
  private final KafkaHeaderCursor cursor = new KafkaHeaderCursor();
  private final PlainTask plainTask = new PlainTask(EventStreamType.ERROR);
  private Header[] headers;
  private byte[] value;

  @Setup
  public void setUp() {
    SampleTraffic.Sample sample =
        new SampleTraffic(7, 1_500).next(EventStreamType.ERROR, SampleKind.NO_HEADERS);
    headers = sample.headers().toArray();
    value = sample.value();
  }

  private Headers fetchedHeaders() {
    Header[] fetched = new Header[headers.length];
    for (int i = 0; i < fetched.length; i++) {
      fetched[i] =
          new RecordHeader(
              ByteBuffer.wrap(HeaderViews.nameBytes(headers[i])),
              ByteBuffer.wrap(headers[i].value()));
    }
    return new RecordHeaders(fetched);
  }

  @Benchmark
  public Decoded decode() {
    return decoder.decode(
        DecodeMode.HEADERS_FIRST, cursor.over(fetchedHeaders()), value, EventStreamType.ERROR);
  }

  @Benchmark
  public Object decodeByJacksonStreaming() throws IOException {
    return plainTask.readHeaders(fetchedHeaders()) || plainTask.readValue(value) ? plainTask : null;
  }
}
