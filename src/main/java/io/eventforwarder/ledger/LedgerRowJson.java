// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.source.OffsetRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * A row as JSON. {@code records} is the sum of the four counts, so that no count can be wrong
 * unnoticed; a gap repeats topic and partition, so that it can be read alone.
 */
public final class LedgerRowJson {

  private static final int VERSION = 1;
  private static final String KILL_SWITCHED = "skipped_by_kill_switch";
  private static final JsonMapper MAPPER = new JsonMapper();

  private LedgerRowJson() {}

  static byte[] write(LedgerRow row) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", VERSION);
    json.put("topic", row.source().topic());
    json.put("partition", row.source().partition());
    json.put("from", row.offsets().from());
    json.put("to", row.offsets().to());
    json.put("records", row.counts().records());
    json.put("dispatched_via_headers", row.counts().viaHeaders());
    json.put("dispatched_via_value", row.counts().viaValue());
    json.put("skipped", row.counts().skipped());
    if (row.counts().killSwitched() > 0) {
      json.put(KILL_SWITCHED, row.counts().killSwitched());
    }
    json.put("dead_lettered", row.counts().deadLettered());
    if (row.counts().records() > 0) {
      json.put("oldest_timestamp", row.oldestTimestamp());
    }
    ArrayNode gaps = json.putArray("gaps");
    for (Gap gap : row.gaps()) {
      ObjectNode entry = gaps.addObject();
      entry.put("topic", row.source().topic());
      entry.put("partition", row.source().partition());
      entry.put("from", gap.from());
      entry.put("to", gap.to());
      entry.put("cause", gap.cause().toString());
    }
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of text and numbers is always JSON", e);
    }
  }

  /**
   * A row as it was read.
   *
   * @param contradiction how it contradicts itself
   */
  public record Parsed(LedgerRow row, Optional<String> contradiction) {}

  /**
   * @throws IOException if the bytes are not a row; the message says what is wrong
   */
  public static Parsed read(byte[] value) throws IOException {
    JsonNode json = MAPPER.readTree(value == null ? new byte[0] : value);
    if (!json.isObject() || json.path("version").asInt() != VERSION) {
      throw new IOException("expected a JSON object of version " + VERSION);
    }
    if (number(json, "from") >= number(json, "to")) {
      throw new IOException(
          "the range is empty: from " + number(json, "from") + " to " + number(json, "to"));
    }
    LedgerRow row =
        new LedgerRow(
            new TopicPartition(text(json, "topic"), (int) number(json, "partition")),
            new OffsetRange(number(json, "from"), number(json, "to")),
            new LedgerRow.Counts(
                number(json, "dispatched_via_headers"),
                number(json, "dispatched_via_value"),
                number(json, "skipped"),
                json.path(KILL_SWITCHED).asLong(),
                number(json, "dead_lettered")),
            json.path("oldest_timestamp").asLong(Long.MAX_VALUE),
            gaps(json));
    return new Parsed(row, contradiction(row, number(json, "records")));
  }

  private static Optional<String> contradiction(LedgerRow row, long records) {
    if (row.counts().records() != records) {
      return Optional.of(
          "its counts sum up to " + row.counts().records() + ", its records are " + records);
    }
    if (row.counts().killSwitched() > row.counts().skipped()) {
      return Optional.of(
          "the kill switch dropped "
              + row.counts().killSwitched()
              + ", all skipped are "
              + row.counts().skipped());
    }
    if (records + row.gapLength() > row.offsets().length()) {
      return Optional.of(
          String.format(
              "%d records and %d offsets in gaps do not fit in a range of %d",
              records, row.gapLength(), row.offsets().length()));
    }
    return Optional.empty();
  }

  private static List<Gap> gaps(JsonNode json) throws IOException {
    List<Gap> gaps = new ArrayList<>();
    for (JsonNode gap : json.path("gaps")) {
      gaps.add(new Gap(number(gap, "from"), number(gap, "to"), cause(text(gap, "cause"))));
    }
    return gaps;
  }

  private static GapCause cause(String text) throws IOException {
    try {
      return GapCause.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IOException("no such cause of a gap: " + text, e);
    }
  }

  private static String text(JsonNode json, String name) throws IOException {
    JsonNode field = json.path(name);
    if (!field.isTextual()) {
      throw new IOException("expected text in field " + name);
    }
    return field.textValue();
  }

  private static long number(JsonNode json, String name) throws IOException {
    JsonNode field = json.path(name);
    if (!field.canConvertToLong() || !field.isIntegralNumber() || field.longValue() < 0) {
      throw new IOException("expected a number that is not negative in field " + name);
    }
    return field.longValue();
  }
}
