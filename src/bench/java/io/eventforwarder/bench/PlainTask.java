// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.eventforwarder.decode.EventStreamType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The fields of one task, read in the simplest way: with a switch over the headers, or with
 * Jackson's parser over the value. Reused for each record.
 */
final class PlainTask {

  private static final JsonFactory JSON = new JsonFactory();

  final String eventStreamType;

  boolean isNew;
  boolean isRegression;
  boolean isNewGroupEnvironment;
  String primaryHash;
  String eventId;
  long projectId;
  Long groupId;
  byte[] groupStates;
  String occurrenceId;
  String sentryTrace;
  String baggage;

  private boolean insert;
  private int flags;

  PlainTask(EventStreamType type) {
    this.eventStreamType = type.toString();
  }

  /** False if the headers do not request a task. */
  boolean readHeaders(Headers headers) {
    clear();
    boolean knownVersion = false;
    boolean hasProject = false;
    try {
      for (Header header : headers) {
        switch (header.key()) {
          case "version" -> knownVersion = number(header) == 1 || number(header) == 2;
          case "operation" -> insert = text(header).equals("insert");
          case "event_id" -> eventId = text(header);
          case "project_id" -> {
            projectId = number(header);
            hasProject = true;
          }
          case "group_id" -> groupId = number(header);
          case "primary_hash" -> primaryHash = text(header);
          case "occurrence_id" -> occurrenceId = text(header);
          case "skip_consume" -> flag(1, header);
          case "is_new" -> isNew = flag(2, header);
          case "is_regression" -> isRegression = flag(4, header);
          case "is_new_group_environment" -> isNewGroupEnvironment = flag(8, header);
          case "group_states" -> groupStates = header.value();
          case "sentry-trace" -> sentryTrace = text(header);
          case "baggage" -> baggage = text(header);
          default -> {
            // Not needed for a task.
          }
        }
      }
    } catch (IllegalArgumentException e) {
      return false;
    }
    return knownVersion && insert && hasProject && eventId != null && flags == 15;
  }

  /** False if the value does not request a task. Keeps the trace headers. */
  boolean readValue(byte[] value) throws IOException {
    insert = false;
    groupStates = null;
    if (value == null) {
      return false;
    }
    try (JsonParser json = JSON.createParser(value)) {
      json.nextToken();
      json.nextToken();
      insert = "insert".equals(json.nextTextValue());
      json.nextToken();
      readFields(json, value);
      json.nextToken();
      readFields(json, value);
      return json.nextToken() == JsonToken.END_ARRAY && json.nextToken() == null && insert;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return false;
    }
  }

  private void readFields(JsonParser json, byte[] value) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      switch (name) {
        case "event_id" -> eventId = json.getText();
        case "project_id" -> projectId = json.getLongValue();
        case "group_id" -> groupId = token == JsonToken.VALUE_NULL ? null : json.getLongValue();
        case "primary_hash" -> primaryHash = json.getValueAsString();
        case "occurrence_id" -> occurrenceId = json.getValueAsString();
        case "is_new" -> isNew = json.getBooleanValue();
        case "is_regression" -> isRegression = json.getBooleanValue();
        case "is_new_group_environment" -> isNewGroupEnvironment = json.getBooleanValue();
        case "group_states" -> groupStates = raw(json, token, value);
        default -> json.skipChildren();
      }
    }
  }

  private static byte[] raw(JsonParser json, JsonToken token, byte[] value) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    int start = (int) json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    return Arrays.copyOfRange(value, start, (int) json.currentLocation().getByteOffset());
  }

  private void clear() {
    eventId = null;
    groupId = null;
    primaryHash = null;
    occurrenceId = null;
    groupStates = null;
    sentryTrace = "";
    baggage = "";
    insert = false;
    flags = 0;
  }

  private boolean flag(int bit, Header header) {
    flags |= bit;
    return number(header) != 0;
  }

  /** Invalid UTF-8 leaves the decision to the value, as an invalid number does. */
  private static String text(Header header) {
    String text = new String(header.value(), StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException("not UTF-8");
    }
    return text;
  }

  private static long number(Header header) {
    byte[] digits = header.value();
    if (digits.length == 1 && digits[0] >= '0' && digits[0] <= '9') {
      return digits[0] - '0';
    }
    return Long.parseLong(new String(digits, StandardCharsets.ISO_8859_1));
  }
}
