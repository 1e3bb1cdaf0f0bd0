// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison is fair only between those that do the same. */
class PlainForwarderTest {

  private static final String CLUSTER = "a-cluster";
  private static final int RECORDS = 500;

  @ParameterizedTest
  @EnumSource(EventStreamType.class)
  void makesTheJobsTasksAndDeadLetters(EventStreamType type) throws Exception {
    makesTheJobsTasksAndDeadLetters(type, "both");
  }

  @ParameterizedTest
  @ValueSource(strings = {"msgpack", "json"})
  void makesTheJobsTasksInEveryParameterForm(String parameters) throws Exception {
    makesTheJobsTasksAndDeadLetters(EventStreamType.ERROR, parameters);
  }

  private static void makesTheJobsTasksAndDeadLetters(EventStreamType type, String parameters)
      throws Exception {
    ForwarderConfig config =
        ForwarderConfig.load(
            Optional.empty(),
            Map.of(
                "source.bootstrap-servers",
                "localhost:9092",
                PlainForwarder.PARAMETERS,
                parameters),
            Map.of());
    MessageDecoder decoder = new MessageDecoder(config.decode().limits());
    TaskSerializationSchema schema = new TaskSerializationSchema(config.dispatch(), CLUSTER);
    schema.open(null, null);
    PlainForwarder plain =
        new PlainForwarder(CLUSTER, type, parameters, "taskworker", config.deadLetterTopic());
    SampleTraffic traffic = new SampleTraffic(5, 1_500);
    for (SampleKind kind : SampleKind.values()) {
      if (kind.outcome() == SampleKind.Outcome.SKIPPED) {
        continue;
      }
      for (int i = 0; i < RECORDS; i++) {
        ConsumerRecord<byte[], byte[]> record = record(i, traffic.next(type, kind));
        Decoded decoded =
            decoder.decode(
                config.decode().mode(),
                new KafkaHeaderCursor().over(record.headers()),
                record.value(),
                type);

        ProducerRecord<byte[], byte[]> forwarded = plain.forward(record);

        if (decoded instanceof Decoded.Dispatch dispatch) {
          PostProcessTask task = PostProcessTask.of(SourceRecord.of(record), dispatch.fields());
          ProducerRecord<byte[], byte[]> expected = schema.serialize(task, null, null);
          assertThat(forwarded.value()).isEqualTo(expected.value());
          assertThat(forwarded.headers()).isEqualTo(expected.headers());
          assertThat(forwarded.topic()).isEqualTo(expected.topic());
          assertThat(forwarded.timestamp()).isEqualTo(expected.timestamp());
          assertThat(forwarded.key()).isEqualTo(expected.key());
        } else {
          assertThat(decoded).isInstanceOf(Decoded.Failed.class);
          assertThat(forwarded.topic()).isEqualTo(config.deadLetterTopic());
          assertThat(forwarded.value()).isSameAs(record.value());
        }
      }
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, SampleTraffic.Sample sample) {
    return new ConsumerRecord<>(
        "events",
        3,
        offset,
        1_772_366_400_123L + offset,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        null,
        sample.value(),
        sample.headers(),
        Optional.empty());
  }
}
