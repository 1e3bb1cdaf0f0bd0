// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.alibaba.fastjson2.JSONReader;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.KafkaHeaderCursor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a value to a task, compared with what libraries do with the same bytes: build a tree, stream
 * and skip the event data, or skip with little validation. Only {@link #decode} and {@link
 * #decodeByDatabindTree} refuse everything that is not JSON.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ValueDecodeBenchmark {

  /** The approximate length of the value. */
  @Param({"736", "1500", "7700", "29000", "400000"})
  private int valueBytes;

  private final MessageDecoder decoder = new MessageDecoder(DecodeLimits.DEFAULT);
  private final KafkaHeaderCursor cursor = new KafkaHeaderCursor();
  private final RecordHeaders noHeaders = new RecordHeaders();
  private final JsonMapper mapper = new JsonMapper();
  private final JsonFactory factory = new JsonFactory();
  private final PlainTask plainTask = new PlainTask(EventStreamType.ERROR);
  private byte[] value;

  @Setup
  public void setUp() {
    value =
        new SampleTraffic(7, valueBytes).next(EventStreamType.ERROR, SampleKind.NO_HEADERS).value();
  }

  /** The headers are decoded first. Here there are none. */
  @Benchmark
  public Decoded decode() {
    return decoder.decode(
        DecodeMode.HEADERS_FIRST, cursor.over(noHeaders), value, EventStreamType.ERROR);
  }

  /** The shortest loop over Jackson's tokens that yields the same task. */
  @Benchmark
  public Object decodeByJacksonStreaming() throws IOException {
    return plainTask.readValue(value) ? plainTask : null;
  }

  @Benchmark
  public JsonNode decodeByDatabindTree() throws IOException {
    return mapper.readTree(value);
  }

  @Benchmark
  public int decodeByJacksonSkipping() throws IOException {
    int fields = 0;
    try (JsonParser parser = factory.createParser(value)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
          while (parser.nextToken() != JsonToken.END_OBJECT) {
            fields += parser.currentName().length();
            parser.nextToken();
            parser.skipChildren();
          }
        }
      }
    }
    return fields;
  }

  @Benchmark
  public int decodeByFastjson2Skipping() {
    try (JSONReader reader = JSONReader.of(value)) {
      reader.skipValue();
      return reader.getOffset();
    }
  }
}
