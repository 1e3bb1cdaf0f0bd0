// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.TraceContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class TaskSerializationSchemaTest {

  private static final TaskDefinition TASK =
      new TaskDefinition("sentry", "a.namespace", "a.name", Duration.ofSeconds(60));
  private static final TaskRoutes ROUTES =
      new TaskRoutes("taskworker", Map.of("post_process_transactions", "taskworker-transactions"));

  @Test
  void keepsTheTimestampAndHasNoKey() throws Exception {
    ProducerRecord<byte[], byte[]> record =
        serialize(task("q", 1_786_970_096_789L), TaskFormat.TASKBROKER);

    assertThat(record.key()).isNull();
    assertThat(record.partition()).isNull();
    assertThat(record.timestamp()).isEqualTo(1_786_970_096_789L);
    TaskActivation activation = TaskActivation.parseFrom(record.value());
    assertThat(activation.getReceivedAt().getSeconds()).isEqualTo(1_786_970_096L);
    assertThat(activation.getReceivedAt().getNanos()).isEqualTo(789_000_000);
    assertThat(activation.getProcessingDeadlineDuration()).isEqualTo(60);
    assertThat(activation.getHeadersMap())
        .isEqualTo(Map.of("sentry-trace", "a-trace", "baggage", "some=baggage"));
  }

  @Test
  void leavesTheTimeToTheBrokerForARecordWithoutOne() throws Exception {
    ProducerRecord<byte[], byte[]> record = serialize(task("q", -1), TaskFormat.TASKBROKER);

    assertThat(record.timestamp()).isNull();
    assertThat(TaskActivation.parseFrom(record.value()).hasReceivedAt()).isFalse();
  }

  @Test
  void routesByQueue() {
    assertThat(serialize(task("post_process_transactions", 1), TaskFormat.JSON).topic())
        .isEqualTo("taskworker-transactions");
    for (Object other : Arrays.asList("post_process_errors", null, 5L)) {
      assertThat(serialize(task(other, 1), TaskFormat.JSON).topic()).isEqualTo("taskworker");
    }
  }

  @Test
  void namesTheSourceRecord() {
    assertThat(serialize(task("q", 1), TaskFormat.JSON).headers())
        .extracting(Header::key, header -> new String(header.value(), StandardCharsets.UTF_8))
        .containsExactly(
            tuple("forwarder.source.topic", "events"),
            tuple("forwarder.source.partition", "3"),
            tuple("forwarder.source.offset", "41"),
            tuple("sentry-trace", "a-trace"),
            tuple("baggage", "some=baggage"));
    assertThat(schema(TaskFormat.JSON, false).serialize(task("q", 1), null, null).headers())
        .extracting(Header::key)
        .containsExactly("sentry-trace", "baggage");
  }

  @Test
  void copiesATraceparentToTheTaskAndTheRecord() throws Exception {
    PostProcessTask task = task("q", 1, "00-4bf9-00f0-01");
    ProducerRecord<byte[], byte[]> taskbroker = serialize(task, TaskFormat.TASKBROKER);
    ProducerRecord<byte[], byte[]> json = serialize(task, TaskFormat.JSON);

    assertThat(TaskActivation.parseFrom(taskbroker.value()).getHeadersMap())
        .isEqualTo(
            Map.of(
                "sentry-trace", "a-trace",
                "baggage", "some=baggage",
                "traceparent", "00-4bf9-00f0-01"));
    assertThat(new JsonMapper().readTree(json.value()).path("headers").path("traceparent").asText())
        .isEqualTo("00-4bf9-00f0-01");
    for (ProducerRecord<byte[], byte[]> record : List.of(taskbroker, json)) {
      assertThat(record.headers().lastHeader("traceparent").value())
          .isEqualTo("00-4bf9-00f0-01".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void derivesTheIdFromTheSourceRecord() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest("a-cluster/events/3/41".getBytes(StandardCharsets.UTF_8));
    String digits = HexFormat.of().formatHex(hash, 0, 16);
    String id =
        TaskActivation.parseFrom(serialize(task("q", 1), TaskFormat.TASKBROKER).value()).getId();

    assertThat(id).matches("[0-9a-f]{12}8[0-9a-f]{3}[89ab][0-9a-f]{15}");
    assertThat(id.substring(0, 12)).isEqualTo(digits.substring(0, 12));
    assertThat(id.substring(17)).isEqualTo(digits.substring(17));
    assertThat(uuid(id).version()).isEqualTo(8);
    assertThat(uuid(id).variant()).isEqualTo(2);
    assertThat(id("a-cluster", 42)).isNotEqualTo(id);
    assertThat(id("b-cluster", 41)).isNotEqualTo(id);
  }

  @Test
  void writesNoTimeAfterTheYear9999AsJson() throws Exception {
    for (long timestamp : new long[] {253_402_300_799_999L, 253_402_300_800_000L, Long.MAX_VALUE}) {
      byte[] value = serialize(task("q", timestamp), TaskFormat.JSON).value();
      assertThat(new JsonMapper().readTree(value).path("received_at").textValue())
          .isEqualTo("9999-12-31T23:59:59.999Z");
    }
  }

  @Test
  void writesTheSameContentAsJson() throws Exception {
    JsonNode json =
        new JsonMapper()
            .readTree(serialize(task("q", 1_786_970_096_789L), TaskFormat.JSON).value());

    assertThat(json)
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"id": "%s", "application": "sentry", "namespace": "a.namespace",
                     "taskname": "a.name", "queue": "q", "received_at": "2026-08-17T12:34:56.789Z",
                     "headers": {"sentry-trace": "a-trace", "baggage": "some=baggage"}, "args": [],
                     "kwargs": {"is_new": null, "is_regression": null, "is_new_group_environment": null,
                       "primary_hash": null, "cache_key": "e:1:2", "group_id": null,
                       "group_states": null, "occurrence_id": null, "project_id": null,
                       "eventstream_type": null}}
                    """
                        .formatted(id("a-cluster", 41))));
  }

  private static String id(String cluster, long offset) {
    TaskIds ids = new TaskIds(cluster);
    return ids.of(ids.prefix("events", 3), offset);
  }

  private static UUID uuid(String id) {
    return UUID.fromString(id.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
  }

  private static PostProcessTask task(Object queue, long timestamp) {
    return task(queue, timestamp, "");
  }

  private static PostProcessTask task(Object queue, long timestamp, String traceparent) {
    Coordinates source = new Coordinates("events", 3, 41);
    return new PostProcessTask(
        source,
        source,
        timestamp,
        new TraceContext("a-trace", "some=baggage", traceparent),
        new TaskFields().set(TaskField.CACHE_KEY, "e:1:2").set(TaskField.QUEUE, queue));
  }

  private static ProducerRecord<byte[], byte[]> serialize(PostProcessTask task, TaskFormat format) {
    return schema(format, true).serialize(task, null, null);
  }

  private static TaskSerializationSchema schema(TaskFormat format, boolean provenanceHeaders) {
    TaskSerializationSchema schema =
        new TaskSerializationSchema(
            new DispatchSettings(ROUTES, format, ParametersFormat.BOTH, TASK, provenanceHeaders),
            "a-cluster");
    schema.open(null, null);
    return schema;
  }
}
