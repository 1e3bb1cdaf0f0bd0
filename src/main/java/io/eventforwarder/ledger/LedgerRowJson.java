// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.source.OffsetRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * A row as JSON. {@code records} is the sum of the four counts, so that no count can be wrong
 * unnoticed; a gap repeats topic and partition, so that it can be read alone.
 */
public final class LedgerRowJson {

  private static final int VERSION = 1;

  /** The brokers delete records for their age, or on request; they do not report which. */
  private static final String GAP_CAUSE = "retention";

  private static final String KILL_SWITCHED = "skipped_by_kill_switch";
  private static final JsonMapper MAPPER = new JsonMapper();

  private LedgerRowJson() {}

  static byte[] write(LedgerRow row) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", VERSION);
    putRange(json, row.source(), row.offsets());
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
    for (OffsetRange gap : row.gaps()) {
      ObjectNode entry = gaps.addObject();
      putRange(entry, row.source(), gap);
      entry.put("cause", GAP_CAUSE);
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void putRange(ObjectNode json, TopicPartition source, OffsetRange offsets) {
    json.put("topic", source.topic());
    json.put("partition", source.partition());
    json.put("from", offsets.from());
    json.put("to", offsets.to());
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
    OffsetRange offsets = range(json);
    if (offsets.isEmpty()) {
      throw new IOException("the range is empty: from " + offsets.from() + " to " + offsets.to());
    }
    LedgerRow row =
        new LedgerRow(
            new TopicPartition(text(json, "topic"), (int) number(json, "partition")),
            offsets,
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
          "its counts sum up to %d, its records are %d".formatted(row.counts().records(), records));
    }
    if (row.counts().killSwitched() > row.counts().skipped()) {
      return Optional.of(
          "the kill switch dropped %d, all skipped are %d"
              .formatted(row.counts().killSwitched(), row.counts().skipped()));
    }
    if (records + row.gapLength() > row.offsets().length()) {
      return Optional.of(
          "%d records and %d offsets in gaps do not fit in a range of %d"
              .formatted(records, row.gapLength(), row.offsets().length()));
    }
    return Optional.empty();
  }

  private static List<OffsetRange> gaps(JsonNode json) throws IOException {
    List<OffsetRange> gaps = new ArrayList<>();
    for (JsonNode gap : json.path("gaps")) {
      if (!text(gap, "cause").equals(GAP_CAUSE)) {
        throw new IOException("no such cause of a gap: " + text(gap, "cause"));
      }
      gaps.add(range(gap));
    }
    return gaps;
  }

  private static OffsetRange range(JsonNode json) throws IOException {
    return new OffsetRange(number(json, "from"), number(json, "to"));
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
