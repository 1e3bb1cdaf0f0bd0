// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.source.ProvenanceHeaders;
import java.io.Serializable;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Which timestamps one output topic accepts and keeps.
 *
 * <p>A record that we write has the source record's timestamp. Brokers reject timestamps outside
 * {@code message.timestamp.before.max.ms} and {@code message.timestamp.after.max.ms}, and delete
 * records by timestamp after {@code retention.ms}. A record with such a timestamp is written with
 * the current time and the header {@link ProvenanceHeaders#TIMESTAMP}.
 *
 * @param appendTime whether the brokers replace every timestamp ({@code LogAppendTime})
 * @param maxAgeMs the oldest timestamp that may be written, as its age; {@link Long#MAX_VALUE} for
 *     no limit
 * @param maxAheadMs how far a timestamp may lie in the future
 */
public record TimestampPolicy(boolean appendTime, long maxAgeMs, long maxAheadMs)
    implements Serializable {

  /** For records that are sent again: they never keep their timestamp. */
  public static final TimestampPolicy SENT_AGAIN = new TimestampPolicy(true, 0, 0);

  /** Kafka's defaults, for a topic whose settings may not be read. */
  public static final TimestampPolicy DEFAULT = of(false, Long.MAX_VALUE, 3_600_000, -1);

  /** Limits are used except for a tenth, but at most this, which is for clock skew and retries. */
  private static final long MAX_MARGIN_MS = 300_000;

  /**
   * @param retentionMs after which the brokers delete a record by its timestamp; -1 if they do not
   */
  public static TimestampPolicy of(
      boolean appendTime, long beforeMaxMs, long afterMaxMs, long retentionMs) {
    long kept = retentionMs < 0 ? Long.MAX_VALUE : retentionMs / 2;
    return new TimestampPolicy(appendTime, Math.min(usable(beforeMaxMs), kept), usable(afterMaxMs));
  }

  /** The policy of a topic with these settings. */
  public static TimestampPolicy of(Config topic) {
    return of(
        value(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime"),
        limit(topic, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
        limit(topic, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
        retentionMs(topic));
  }

  /** After which age the brokers delete a record by its timestamp; -1 if they do not. */
  public static long retentionMs(Config topic) {
    return value(topic, TopicConfig.CLEANUP_POLICY_CONFIG)
            .contains(TopicConfig.CLEANUP_POLICY_DELETE)
        ? Long.parseLong(value(topic, TopicConfig.RETENTION_MS_CONFIG))
        : -1;
  }

  private static String value(Config topic, String name) {
    return topic.get(name).value();
  }

  /** Brokers before 4.0 also have a limit for both directions, those before 3.6 only that one. */
  public static long limit(Config topic, String name) {
    return Stream.of(name, "message.timestamp.difference.max.ms")
        .map(topic::get)
        .filter(Objects::nonNull)
        .mapToLong(entry -> Long.parseLong(entry.value()))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** The distance from the current time up to which timestamps are kept under a limit. */
  public static long usable(long limitMs) {
    return limitMs == Long.MAX_VALUE ? limitMs : limitMs - Math.min(limitMs / 10, MAX_MARGIN_MS);
  }

  /** The limit under which timestamps are kept up to this distance from the current time. */
  public static long limitFor(long usableMs) {
    long margin = Math.min(usableMs / 9 + 1, MAX_MARGIN_MS);
    return usableMs > Long.MAX_VALUE - margin ? Long.MAX_VALUE : usableMs + margin;
  }

  /**
   * Whether the topic accepts and keeps this timestamp.
   *
   * @param timestamp milliseconds since the epoch, not negative
   */
  public boolean keeps(long timestamp, long now) {
    return !appendTime && now - timestamp <= maxAgeMs && timestamp - now <= maxAheadMs;
  }

  /**
   * The record with a timestamp that the topic accepts and keeps: the record itself, or a copy with
   * the current time and the source record's timestamp as a header. A record without a timestamp is
   * returned as it is.
   */
  public ProducerRecord<byte[], byte[]> apply(ProducerRecord<byte[], byte[]> record, long now) {
    Long timestamp = record.timestamp();
    if (timestamp == null || keeps(timestamp, now)) {
      return record;
    }
    ProvenanceHeaders.addTimestamp(record.headers(), timestamp);
    return new ProducerRecord<>(
        record.topic(), record.partition(), now, record.key(), record.value(), record.headers());
  }
}
