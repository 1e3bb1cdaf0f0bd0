// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.config.GateSettings;
import io.eventforwarder.config.GateSettings.OffsetSemantics;
import io.eventforwarder.source.SourceRecord;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Decodes commit-log records as Sentry's storage consumers write them. Never throws, whatever a
 * record contains.
 *
 * <pre>
 * key    topic:partition:group       a group's name may contain ':', a topic's cannot
 * value  {"offset": 5, ...}          other fields are ignored
 *        5                           older writers
 * </pre>
 */
final class CommitLogDecoder implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Pattern KEY = Pattern.compile("([^:]+):([0-9]{1,9}):(.+)", Pattern.DOTALL);

  /** As lenient as Python, which writes NaN and accepts leading zeros. */
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private final GateSettings settings;

  CommitLogDecoder(GateSettings settings) {
    this.settings = Objects.requireNonNull(settings);
  }

  CommitLogEntry decode(SourceRecord record) {
    if (record.key() == null || record.value() == null) {
      return Ignored.TOMBSTONE;
    }
    Matcher key = KEY.matcher(new String(record.key(), StandardCharsets.UTF_8));
    if (!key.matches()) {
      return Ignored.MALFORMED_KEY;
    }
    GateSettings.Followed followed = settings.followedByTopic().get(key.group(1));
    if (followed == null || !followed.commitLogTopic().equals(record.topic())) {
      return Ignored.OTHER_TOPIC;
    }
    if (!followed.groups().contains(key.group(3))) {
      return Ignored.OTHER_GROUP;
    }
    long offset = offset(record.value());
    if (offset < 0) {
      return Ignored.MALFORMED_VALUE;
    }
    boolean isPosition =
        settings.offsetSemantics() == OffsetSemantics.NEXT || offset == Long.MAX_VALUE;
    return new Announcement(
        new TopicPartition(key.group(1), Integer.parseInt(key.group(2))),
        key.group(3),
        isPosition ? offset : offset + 1,
        record.timestamp());
  }

  /** Negative if the value has no valid offset. */
  private static long offset(byte[] value) {
    try {
      JsonNode json = JSON.readTree(value);
      JsonNode offset = json.isObject() ? json.path("offset") : json;
      return offset.isIntegralNumber() && offset.canConvertToLong() ? offset.longValue() : -1;
    } catch (IOException e) {
      // Not JSON; reading an array does no I/O.
      return -1;
    }
  }
}
