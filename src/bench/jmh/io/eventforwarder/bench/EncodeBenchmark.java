// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.config.DeadLetterHeaderStyle;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
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

/** What leaves the job: task activations by format, dead letters, and records between operators. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodeBenchmark {

  private final TypeSerializer<SourceRecord> serializer =
      SourceRecord.TYPE.createSerializer(new SerializerConfigImpl());
  private final DataOutputSerializer output = new DataOutputSerializer(4096);
  private final DataInputDeserializer input = new DataInputDeserializer();

  private SourceRecord record;
  private PostProcessTask task;
  private DeadLetter deadLetter;
  private byte[] serialized;
  private TaskSerializationSchema both;
  private TaskSerializationSchema msgpack;
  private TaskSerializationSchema json;
  private DeadLetterSerializationSchema deadLetters;
  private Header[] constants;
  private ConsumerRecord<byte[], byte[]> consumed;
  private PlainEncoder plainEncoder;
  private final PlainTask plainTask = new PlainTask(EventStreamType.ERROR);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

  @Setup
  public void setUp() throws IOException, NoSuchAlgorithmException {
    SampleTraffic.Sample sample =
        new SampleTraffic(7, 1_500).next(EventStreamType.ERROR, SampleKind.HEADERS);
    record =
        new SourceRecord(
            new Coordinates("events", 3, 41),
            1_795_376_096_789L,
            null,
            sample.value(),
            sample.headers());
    Decoded decoded =
        new MessageDecoder(DecodeLimits.DEFAULT)
            .decode(
                DecodeMode.HEADERS_FIRST,
                new KafkaHeaderCursor().over(record.headers()),
                record.value(),
                EventStreamType.ERROR);
    task = PostProcessTask.of(record, ((Decoded.Dispatch) decoded).fields());
    deadLetter =
        new DeadLetter(
            record,
            new DecodeFailure(
                FailureReason.MISSING_FIELD, "event_id", -1, "expected the header, found none"),
            DeadLetterReason.INVALID_JSON,
            "expected a value at byte 700",
            1_795_376_097_000L);
    serializer.serialize(record, output);
    serialized = output.getCopyOfBuffer();
    both = schema(Map.of());
    msgpack = schema(Map.of("dispatch.taskbroker.parameters", "msgpack"));
    json = schema(Map.of("dispatch.format", "json"));
    deadLetters =
        new DeadLetterSerializationSchema("dead", DeadLetterHeaderStyle.FORWARDER, 1_048_588);
    int own = record.headers().toArray().length;
    Header[] all = deadLetters.serialize(deadLetter, null, null).headers().toArray();
    constants = Arrays.copyOfRange(all, own, all.length);
    consumed =
        new ConsumerRecord<>(
            "events",
            3,
            41,
            record.timestamp(),
            TimestampType.CREATE_TIME,
            0,
            record.value().length,
            null,
            record.value(),
            record.headers(),
            Optional.empty());
    plainEncoder = new PlainEncoder("a-cluster", "both");
    plainTask.readHeaders(record.headers());
  }

  private static TaskSerializationSchema schema(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("source.bootstrap-servers", "localhost:9092");
    TaskSerializationSchema schema =
        new TaskSerializationSchema(
            ForwarderConfig.load(Optional.empty(), all, Map.of()).dispatch(), "a-cluster");
    schema.open(null, null);
    return schema;
  }

  @Benchmark
  public ProducerRecord<byte[], byte[]> activation() {
    return both.serialize(task, null, null);
  }

  /** The message's builder, Jackson's generator and tree, msgpack-java's packer. */
  @Benchmark
  public ProducerRecord<byte[], byte[]> activationByLibraries() throws IOException {
    return new ProducerRecord<>(
        "taskworker", null, consumed.timestamp(), null, plainEncoder.encode(consumed, plainTask));
  }

  @Benchmark
  public ProducerRecord<byte[], byte[]> activationWithMsgpack() {
    return msgpack.serialize(task, null, null);
  }

  @Benchmark
  public ProducerRecord<byte[], byte[]> activationAsJson() {
    return json.serialize(task, null, null);
  }

  @Benchmark
  public ProducerRecord<byte[], byte[]> deadLetter() {
    return deadLetters.serialize(deadLetter, null, null);
  }

  /** The same number of headers, without any work except the necessary copies. */
  @Benchmark
  public ProducerRecord<byte[], byte[]> deadLetterByConstants() {
    RecordHeaders headers = new RecordHeaders(record.headers());
    for (Header header : constants) {
      headers.add(header);
    }
    return new ProducerRecord<>("dead", null, record.timestamp(), null, record.value(), headers);
  }

  @Benchmark
  public int serializeSourceRecord() throws IOException {
    output.clear();
    serializer.serialize(record, output);
    return output.length();
  }

  @Benchmark
  public int serializeSourceRecordByDataOutputStream() throws IOException {
    bytes.reset();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeUTF(record.topic());
    data.writeInt(record.partition());
    data.writeLong(record.offset());
    data.writeLong(record.timestamp());
    data.writeInt(record.value().length);
    data.write(record.value());
    for (Header header : record.headers()) {
      data.writeUTF(header.key());
      data.writeInt(header.value().length);
      data.write(header.value());
    }
    return data.size();
  }

  @Benchmark
  public SourceRecord deserializeSourceRecord() throws IOException {
    input.setBuffer(serialized);
    return serializer.deserialize(input);
  }
}
