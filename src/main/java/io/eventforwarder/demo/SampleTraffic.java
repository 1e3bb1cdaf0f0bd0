// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.source.ReceivedTimestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Generates event records in the shape that Sentry produces. The same seed gives the same records,
 * except for their times.
 */
public final class SampleTraffic {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String[] ERRORS = {
    "ValueError", "TimeoutError", "ZeroDivisionError", "ConnectionResetError", "KeyError"
  };
  private static final String[] MODULES = {
    "checkout.cart", "billing.invoice", "search.index", "auth.session", "mail.queue"
  };
  private static final String[] OTHER_OPERATIONS = {
    "start_merge", "end_merge", "end_delete_groups", "tombstone_events"
  };
  private static final List<String> FLAGS =
      List.of("is_new", "is_regression", "is_new_group_environment");

  /**
   * One record to produce.
   *
   * @param value null for a tombstone
   */
  public record Sample(SampleKind kind, Headers headers, byte[] value) {}

  private final Random random;
  private final int valueBytes;

  /**
   * @param valueBytes the approximate length of an insert's value; 1500 is typical
   */
  public SampleTraffic(long seed, int valueBytes) {
    this.random = new Random(seed);
    this.valueBytes = valueBytes;
  }

  /** Returns a record whose kind is drawn by {@link SampleKind#weight()}. */
  public Sample next(EventStreamType type) {
    int draw =
        random.nextInt(Arrays.stream(SampleKind.values()).mapToInt(SampleKind::weight).sum());
    for (SampleKind kind : SampleKind.values()) {
      draw -= kind.weight();
      if (draw < 0) {
        return next(type, kind);
      }
    }
    throw new IllegalStateException("the draw is below the sum of the weights");
  }

  public Sample next(EventStreamType type, SampleKind kind) {
    ObjectNode event = event(type, kind == SampleKind.SKIP_CONSUME);
    return switch (kind) {
      case HEADERS, SKIP_CONSUME -> new Sample(kind, headers(event), value(event, type));
      case NO_HEADERS ->
          new Sample(
              kind,
              headers(event.deepCopy().retain(ReceivedTimestamp.HEADER, "queue")),
              value(event, type));
      case BROKEN_HEADERS -> new Sample(kind, breakOne(headers(event)), value(event, type));
      case BOTH_BROKEN -> new Sample(kind, breakOne(headers(event)), truncate(value(event, type)));
      case OTHER_OPERATION -> otherOperation(event);
      case TOMBSTONE -> new Sample(kind, new RecordHeaders(), null);
    };
  }

  /** The fields that headers and value have in common. Transactions have no group. */
  private ObjectNode event(EventStreamType type, boolean skip) {
    ObjectNode event = MAPPER.createObjectNode();
    event.put(ReceivedTimestamp.HEADER, System.currentTimeMillis() / 1000.0);
    event.put("event_id", hex());
    event.put("project_id", 1 + random.nextInt(5_000));
    event.put("group_id", 10_000_000L + random.nextInt(900_000_000));
    event.put("primary_hash", hex());
    event.put("occurrence_id", hex());
    boolean isNew = random.nextInt(20) == 0;
    event.put("is_new", isNew);
    event.put("is_regression", random.nextInt(50) == 0);
    event.put("is_new_group_environment", isNew || random.nextInt(30) == 0);
    event.put("skip_consume", skip);
    ObjectNode groupState = MAPPER.createObjectNode().set("id", event.get("group_id"));
    event.putArray("group_states").add(groupState.setAll(event.deepCopy().retain(FLAGS)));
    switch (type) {
      case ERROR -> event.put("queue", "post_process_errors").remove("occurrence_id");
      case TRANSACTION ->
          event
              .put("queue", "post_process_transactions")
              .putNull("group_id")
              .putNull("primary_hash")
              .putNull("group_states")
              .remove("occurrence_id");
      case GENERIC -> event.put("queue", "post_process_issue_platform");
    }
    return event;
  }

  private static Headers headers(ObjectNode event) {
    Headers headers = new RecordHeaders();
    event.properties().stream()
        .filter(field -> !field.getValue().isNull())
        .forEach(field -> add(headers, field.getKey(), text(field.getValue())));
    return addOperation(headers, "insert");
  }

  private static Headers addOperation(Headers headers, String operation) {
    add(headers, "operation", operation);
    add(headers, "version", "2");
    return headers;
  }

  private static String text(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? "1" : "0";
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private Headers breakOne(Headers headers) {
    switch (random.nextInt(3)) {
      case 0 -> headers.remove("is_new");
      case 1 -> add(headers, "project_id", "forty-two");
      default -> headers.add("event_id", new byte[] {(byte) 0xC3, (byte) 0x28});
    }
    return headers;
  }

  private byte[] value(ObjectNode event, EventStreamType type) {
    ObjectNode data =
        event
            .deepCopy()
            .retain("group_id", "event_id", "project_id", "primary_hash", "occurrence_id");
    data.put("organization_id", 1 + event.get("project_id").intValue() / 10);
    data.put("platform", "python");
    data.put("datetime", datetime(event));
    data.put("retention_days", 90);
    data.put("message", "Überraschung in " + oneOf(MODULES));
    ObjectNode details = data.putObject("data");
    details.put("type", type.toString());
    details.set("received", event.get(ReceivedTimestamp.HEADER));
    ArrayNode tags = details.putArray("tags");
    tags.addArray().add("environment").add("production");
    tags.addArray().add("level").add("error");
    ObjectNode exception = details.putObject("exception").putArray("values").addObject();
    exception.put("type", oneOf(ERRORS));
    ArrayNode frames = exception.putObject("stacktrace").putArray("frames");
    for (int i = 0; i < Math.max(1, (valueBytes - 900) / 150); i++) {
      addFrame(frames.addObject(), i);
    }
    ObjectNode state = event.deepCopy().retain(FLAGS);
    state.setAll(event.deepCopy().retain("queue", "skip_consume", "group_states"));
    return bytes(MAPPER.createArrayNode().add(2).add("insert").add(data).add(state));
  }

  private void addFrame(ObjectNode frame, int i) {
    String module = oneOf(MODULES);
    frame
        .put("module", module)
        .put("function", "step_" + i)
        .put("filename", module.replace('.', '/') + ".py")
        .put("lineno", random.nextInt(2_000))
        .put("context_line", "    return self.apply(\"next\", retries=3)")
        .put("in_app", random.nextBoolean());
  }

  private byte[] truncate(byte[] value) {
    return Arrays.copyOf(value, value.length / 2 + random.nextInt(value.length / 2));
  }

  private Sample otherOperation(ObjectNode event) {
    String operation = oneOf(OTHER_OPERATIONS);
    ArrayNode value = MAPPER.createArrayNode().add(2).add(operation);
    value
        .addObject()
        .put("transaction_id", hex())
        .put("datetime", datetime(event))
        .set("project_id", event.get("project_id"));
    return new Sample(
        SampleKind.OTHER_OPERATION, addOperation(new RecordHeaders(), operation), bytes(value));
  }

  private static String datetime(ObjectNode event) {
    double seconds = event.get(ReceivedTimestamp.HEADER).doubleValue();
    return Instant.ofEpochMilli(Math.round(seconds * 1_000)).toString();
  }

  private String oneOf(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** 32 digits. */
  private String hex() {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < 32; i++) {
      hex.append(Character.forDigit(random.nextInt(16), 16));
    }
    return hex.toString();
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }
}
