// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.source.ReceivedTimestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Generates event records in the shape that Sentry produces. The same seed gives the same records,
 * but for their time.
 */
public final class SampleTraffic {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String[] ERRORS = {
    "ValueError", "TimeoutError", "ZeroDivisionError", "ConnectionResetError", "KeyError"
  };
  private static final String[] MODULES = {
    "checkout.cart", "billing.invoice", "search.index", "auth.session", "mail.queue"
  };

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

  /** A record whose kind is drawn by {@link SampleKind#weight()}. */
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
    Event event = new Event(type);
    return switch (kind) {
      case HEADERS -> new Sample(kind, event.headers(false), event.value(false));
      case NO_HEADERS -> new Sample(kind, event.fewHeaders(), event.value(false));
      case BROKEN_HEADERS -> new Sample(kind, breakOne(event.headers(false)), event.value(false));
      case SKIP_CONSUME -> new Sample(kind, event.headers(true), event.value(true));
      case OTHER_OPERATION -> otherOperation(event);
      case BOTH_BROKEN ->
          new Sample(kind, breakOne(event.headers(false)), truncate(event.value(false)));
      case TOMBSTONE -> new Sample(kind, new RecordHeaders(), null);
    };
  }

  private Sample otherOperation(Event event) {
    String[] operations = {"start_merge", "end_merge", "end_delete_groups", "tombstone_events"};
    String operation = operations[random.nextInt(operations.length)];
    Headers headers = new RecordHeaders();
    add(headers, "operation", operation);
    add(headers, "version", "2");
    ArrayNode value = MAPPER.createArrayNode().add(2).add(operation);
    value
        .addObject()
        .put("transaction_id", hex(32))
        .put("project_id", event.projectId)
        .put("datetime", event.time.toString());
    return new Sample(SampleKind.OTHER_OPERATION, headers, bytes(value));
  }

  private Headers breakOne(Headers headers) {
    switch (random.nextInt(3)) {
      case 0 -> headers.remove("is_new");
      case 1 -> add(headers, "project_id", "forty-two");
      default -> headers.add("event_id", new byte[] {(byte) 0xC3, (byte) 0x28});
    }
    return headers;
  }

  private byte[] truncate(byte[] value) {
    return Arrays.copyOf(value, value.length / 2 + random.nextInt(value.length / 2));
  }

  /** One event, which has a form in headers and a form in the value. */
  private final class Event {

    private final EventStreamType type;
    private final String eventId = hex(32);
    private final long projectId = 1 + random.nextInt(5_000);
    private final long groupId = 10_000_000L + random.nextInt(900_000_000);
    private final String primaryHash = hex(32);
    private final String occurrenceId = hex(32);
    private final boolean isNew = random.nextInt(20) == 0;
    private final boolean isRegression = random.nextInt(50) == 0;
    private final boolean isNewGroupEnvironment = isNew || random.nextInt(30) == 0;
    private final Instant time = Instant.ofEpochMilli(System.currentTimeMillis());

    Event(EventStreamType type) {
      this.type = type;
    }

    private boolean hasGroup() {
      return type != EventStreamType.TRANSACTION;
    }

    private String queue() {
      return switch (type) {
        case ERROR -> "post_process_errors";
        case TRANSACTION -> "post_process_transactions";
        case GENERIC -> "post_process_issue_platform";
      };
    }

    Headers headers(boolean skip) {
      Headers headers = new RecordHeaders();
      addReceived(headers);
      add(headers, "event_id", eventId);
      add(headers, "project_id", Long.toString(projectId));
      if (type == EventStreamType.GENERIC) {
        add(headers, "occurrence_id", occurrenceId);
      }
      if (hasGroup()) {
        add(headers, "group_id", Long.toString(groupId));
        add(headers, "primary_hash", primaryHash);
      }
      add(headers, "is_new", flag(isNew));
      add(headers, "is_new_group_environment", flag(isNewGroupEnvironment));
      add(headers, "is_regression", flag(isRegression));
      add(headers, "skip_consume", flag(skip));
      if (hasGroup()) {
        headers.add("group_states", bytes(groupStates()));
      }
      addOperation(headers);
      return headers;
    }

    /** Headers that do not decide the task. */
    Headers fewHeaders() {
      Headers headers = new RecordHeaders();
      addReceived(headers);
      addOperation(headers);
      return headers;
    }

    private void addReceived(Headers headers) {
      add(headers, ReceivedTimestamp.HEADER, Double.toString(time.toEpochMilli() / 1000.0));
    }

    private void addOperation(Headers headers) {
      add(headers, "queue", queue());
      add(headers, "operation", "insert");
      add(headers, "version", "2");
    }

    private ArrayNode groupStates() {
      ArrayNode states = MAPPER.createArrayNode();
      states
          .addObject()
          .put("id", groupId)
          .put("is_new", isNew)
          .put("is_regression", isRegression)
          .put("is_new_group_environment", isNewGroupEnvironment);
      return states;
    }

    byte[] value(boolean skip) {
      ArrayNode value = MAPPER.createArrayNode().add(2).add("insert");
      value.add(eventData());
      ObjectNode state = value.addObject();
      state.put("is_new", isNew);
      state.put("is_regression", isRegression);
      state.put("is_new_group_environment", isNewGroupEnvironment);
      state.put("queue", queue());
      state.put("skip_consume", skip);
      state.set("group_states", hasGroup() ? groupStates() : null);
      return bytes(value);
    }

    private ObjectNode eventData() {
      ObjectNode data = MAPPER.createObjectNode();
      data.put("group_id", hasGroup() ? groupId : null);
      data.put("event_id", eventId);
      data.put("organization_id", 1 + projectId / 10);
      data.put("project_id", projectId);
      data.put("primary_hash", hasGroup() ? primaryHash : null);
      data.put("platform", "python");
      data.put("datetime", time.toString());
      data.put("retention_days", 90);
      if (type == EventStreamType.GENERIC) {
        data.put("occurrence_id", occurrenceId);
      }
      data.put("message", "Überraschung in " + MODULES[random.nextInt(MODULES.length)]);
      ObjectNode event = data.putObject("data");
      event.put("type", type.toString());
      event.put("received", time.toEpochMilli() / 1000.0);
      ArrayNode tags = event.putArray("tags");
      tags.addArray().add("environment").add("production");
      tags.addArray().add("level").add("error");
      ObjectNode exception = event.putObject("exception").putArray("values").addObject();
      exception.put("type", ERRORS[random.nextInt(ERRORS.length)]);
      ArrayNode frames = exception.putObject("stacktrace").putArray("frames");
      int framesNeeded = Math.max(1, (valueBytes - 900) / 150);
      for (int i = 0; i < framesNeeded; i++) {
        addFrame(frames.addObject(), i);
      }
      return data;
    }

    private void addFrame(ObjectNode frame, int i) {
      String module = MODULES[random.nextInt(MODULES.length)];
      frame
          .put("module", module)
          .put("function", "step_" + i)
          .put("filename", module.replace('.', '/') + ".py")
          .put("lineno", random.nextInt(2_000))
          .put("context_line", "    return self.apply(\"next\", retries=3)")
          .put("in_app", random.nextBoolean());
    }
  }

  private String hex(int digits) {
    StringBuilder hex = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      hex.append(Character.forDigit(random.nextInt(16), 16));
    }
    return hex.toString();
  }

  private static String flag(boolean value) {
    return value ? "1" : "0";
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(Object json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }
}
