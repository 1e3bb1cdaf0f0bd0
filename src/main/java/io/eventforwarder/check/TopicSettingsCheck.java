// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The output topics take what comes from the source topics, and keep it: dead letters have the size
 * of their records, and all output has the records' timestamps.
 */
final class TopicSettingsCheck implements Check {

  /** What a dead letter has beside its record. */
  private static final int HEADER_BYTES = 4096;

  private final ForwarderConfig config;
  private final ClusterState source;
  private final ClusterState dispatch;

  TopicSettingsCheck(ForwarderConfig config, ClusterState source, ClusterState dispatch) {
    this.config = config;
    this.source = source;
    this.dispatch = dispatch;
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    TopicState deadLetters = dispatch.topics().get(config.deadLetterTopic());
    size(deadLetters, results);
    retention(deadLetters, results);
    for (TopicState topic : dispatch.topics().values()) {
      boolean hasKeys = config.ledgerTopic().filter(topic.name()::equals).isPresent();
      if (!hasKeys && isSetTo(topic, TopicConfig.CLEANUP_POLICY_CONFIG, "compact")) {
        results.accept(
            new CheckResult(
                Verdict.WRONG_CONFIG,
                "settings",
                topic.name() + ": cleanup.policy has compact, so it refuses records without a key",
                "set its cleanup.policy to delete"));
      }
      age(topic, results);
    }
  }

  private void size(TopicState deadLetters, Consumer<CheckResult> results) {
    OptionalLong most = deadLetters.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    for (TopicState topic : sources()) {
      OptionalLong size = topic.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      if (most.isPresent() && size.isPresent()) {
        String facts =
            deadLetters.name()
                + ": max.message.bytes "
                + most.getAsLong()
                + ", those of "
                + topic.name()
                + " "
                + size.getAsLong();
        results.accept(
            most.getAsLong() >= size.getAsLong() + HEADER_BYTES
                ? CheckResult.ok("settings", facts)
                : CheckResult.warn(
                    "settings",
                    facts + ": the largest dead letters go without their value",
                    "set it to " + (size.getAsLong() + HEADER_BYTES) + " or more"));
      }
    }
  }

  /** A dead letter is as old as its record, and deleted as if it had been written then. */
  private void retention(TopicState deadLetters, Consumer<CheckResult> results) {
    OptionalLong kept = retentionMs(deadLetters);
    for (TopicState topic : sources()) {
      OptionalLong needed = retentionMs(topic);
      if (kept.isEmpty() || needed.isEmpty() || isAppendTime(deadLetters)) {
        continue;
      }
      String facts =
          deadLetters.name()
              + ": kept "
              + text(kept.getAsLong())
              + " from the record's timestamp, records of "
              + topic.name()
              + " "
              + text(needed.getAsLong());
      results.accept(
          kept.getAsLong() > needed.getAsLong()
              ? CheckResult.ok("settings", facts)
              : CheckResult.warn(
                  "settings",
                  facts + ": a dead letter of an old record is soon deleted",
                  "raise its retention.ms, or set message.timestamp.type=LogAppendTime"));
    }
  }

  private static String text(long millis) {
    return millis == Long.MAX_VALUE ? "for ever" : Duration.ofMillis(millis).toHours() + " h";
  }

  /** For ever is the greatest there is. */
  private static OptionalLong retentionMs(TopicState topic) {
    OptionalLong retention = topic.number(TopicConfig.RETENTION_MS_CONFIG);
    if (retention.isEmpty()) {
      return retention;
    }
    boolean isForEver =
        retention.getAsLong() < 0 || !isSetTo(topic, TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
    return isForEver ? OptionalLong.of(Long.MAX_VALUE) : retention;
  }

  /** Without the commit logs, which never become output. */
  private List<TopicState> sources() {
    return config.source().typeByTopic().keySet().stream().map(source.topics()::get).toList();
  }

  private static boolean isAppendTime(TopicState topic) {
    return isSetTo(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
  }

  private static boolean isSetTo(TopicState topic, String setting, String value) {
    return topic.setting(setting).filter(set -> set.contains(value)).isPresent();
  }

  /** Output has the timestamps of its records. */
  private void age(TopicState topic, Consumer<CheckResult> results) {
    OptionalLong oldest = topic.number(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG);
    if (oldest.isEmpty() || isAppendTime(topic)) {
      return;
    }
    for (TopicState from : sources()) {
      OptionalLong kept = retentionMs(from);
      if (kept.isPresent() && kept.getAsLong() > oldest.getAsLong()) {
        results.accept(
            CheckResult.warn(
                "settings",
                topic.name()
                    + ": message.timestamp.before.max.ms "
                    + oldest.getAsLong()
                    + " refuses what comes of the oldest records of "
                    + from.name(),
                "raise it, or set message.timestamp.type=LogAppendTime"));
      }
    }
  }
}
