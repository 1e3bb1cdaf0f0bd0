// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import io.eventforwarder.dispatch.TimestampPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The output topics accept what the job writes: records without keys, dead letters of the largest
 * source records, and the timestamps that the source topics may hold.
 */
record OutputTopicsCheck(
    ForwarderConfig config, Collection<TopicState> sources, ClusterState dispatch)
    implements Check {

  private static final String SETTINGS = "settings";
  private static final String TIMESTAMPS = "timestamps";

  private static final long NO_LIMIT = Long.MAX_VALUE;

  OutputTopicsCheck {
    sources = sources.stream().filter(topic -> topic.settings().isPresent()).toList();
  }

  @Override
  public void run(Findings findings) {
    TopicState deadLetters = dispatch.topics().get(config.deadLetterTopic());
    deadLetters
        .number(MAX_MESSAGE_BYTES_CONFIG)
        .ifPresent(accepted -> sources.forEach(source -> checkSize(source, accepted, findings)));
    for (TopicState topic : dispatch.topics().values()) {
      boolean hasKeys = config.ledgerTopic().filter(topic.name()::equals).isPresent();
      if (!hasKeys && topic.isSetTo(CLEANUP_POLICY_CONFIG, "compact")) {
        findings.fail(
            Verdict.WRONG_CONFIG,
            SETTINGS,
            topic.name() + ": cleanup.policy has compact, so it rejects records without a key",
            "set its cleanup.policy to delete");
      }
    }
    dispatch.topics().values().stream()
        .filter(topic -> topic.settings().isPresent())
        .forEach(topic -> checkTimestamps(topic, findings));
  }

  private void checkSize(TopicState source, long accepted, Findings findings) {
    long size = source.number(MAX_MESSAGE_BYTES_CONFIG).orElseThrow();
    long needed = size + DeadLetterSerializationSchema.MAX_ADDED_BYTES;
    String facts =
        "%s: max.message.bytes %d, that of %s %d"
            .formatted(config.deadLetterTopic(), accepted, source.name(), size);
    if (accepted >= needed) {
      findings.ok(SETTINGS, facts);
    } else {
      findings.warn(
          SETTINGS,
          facts + ": the largest dead letters are written without their value",
          "set it to " + needed + " or more");
    }
  }

  /**
   * Where a topic does not accept a timestamp, the job writes the current time instead, as it does
   * for records that the topic would soon delete, and in the {@link TimestampPolicy margin} below a
   * limit. The finding shows where that begins. It is no reason to warn, since source and output
   * usually have the same limit.
   */
  private void checkTimestamps(TopicState output, Findings findings) {
    if (isAppendTime(output)) {
      findings.ok(
          TIMESTAMPS,
          output.name() + ": " + MESSAGE_TIMESTAMP_TYPE_CONFIG + " LogAppendTime fits all");
      return;
    }
    List<String> remedies = new ArrayList<>();
    String before =
        compare(
            output, MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, OutputTopicsCheck::oldest, remedies);
    String after =
        compare(output, MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, OutputTopicsCheck::newest, remedies);
    long retention = retention(output);
    String facts =
        "%s: %s CreateTime, %s, %s%s"
            .formatted(
                output.name(),
                MESSAGE_TIMESTAMP_TYPE_CONFIG,
                before,
                after,
                retention == NO_LIMIT
                    ? ""
                    : ", %s %d: records older than half of it get the current time"
                        .formatted(RETENTION_MS_CONFIG, retention));
    if (remedies.isEmpty()) {
      findings.ok(TIMESTAMPS, facts);
    } else {
      findings.warn(
          TIMESTAMPS,
          facts + "; beyond a limit, records get the current time",
          "set " + String.join(" and ", remedies) + ", or LogAppendTime");
    }
  }

  /** The output's limit, and what the source topics may hold beyond it. */
  private String compare(
      TopicState output, String limit, ToLongFunction<TopicState> extreme, List<String> remedies) {
    long accepted = limit(output, limit);
    long needed = sources.stream().mapToLong(extreme).max().orElse(0);
    String kept =
        accepted == NO_LIMIT
            ? limit + " unlimited"
            : "%s %d (kept up to %d)".formatted(limit, accepted, TimestampPolicy.usable(accepted));
    if (needed <= accepted) {
      return kept;
    }
    remedies.add(limit + "=" + TimestampPolicy.limitFor(needed));
    List<String> exceeding =
        sources.stream()
            .filter(source -> extreme.applyAsLong(source) > accepted)
            .map(source -> source.name() + " " + text(extreme.applyAsLong(source)))
            .toList();
    return kept + " (source: " + String.join(", ", exceeding) + ")";
  }

  /** The greatest age of a record when it is read. */
  private static long oldest(TopicState source) {
    long retention = retention(source);
    long before = isAppendTime(source) ? 0 : limit(source, MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG);
    return before > NO_LIMIT - retention ? NO_LIMIT : before + retention;
  }

  private static long newest(TopicState source) {
    return isAppendTime(source) ? 0 : limit(source, MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);
  }

  private static long retention(TopicState topic) {
    long retention = TimestampPolicy.retentionMs(topic.settings().orElseThrow());
    return retention < 0 ? NO_LIMIT : retention;
  }

  private static long limit(TopicState topic, String name) {
    return TimestampPolicy.limit(topic.settings().orElseThrow(), name);
  }

  private static boolean isAppendTime(TopicState topic) {
    return topic.isSetTo(MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
  }

  private static String text(long millis) {
    return millis == NO_LIMIT ? "unlimited" : Long.toString(millis);
  }
}
