// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.eventforwarder.dispatch.TimestampPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The output topics accept the timestamps that the source topics may hold. Where they do not, the
 * job writes the current time instead, as it does for records that the output would soon delete.
 *
 * <p>The job also does so in the {@link TimestampPolicy margin} below a limit. The finding shows
 * where that begins. It is no reason to warn, since source and output usually have the same limit.
 */
record TimestampCheck(Collection<TopicState> sources, ClusterState dispatch) implements Check {

  private static final String CHECK = "timestamps";

  private static final long NO_LIMIT = Long.MAX_VALUE;

  TimestampCheck {
    sources = sources.stream().filter(topic -> topic.settings().isPresent()).toList();
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    dispatch.topics().values().stream()
        .filter(topic -> topic.settings().isPresent())
        .map(this::judge)
        .forEach(results);
  }

  private CheckResult judge(TopicState output) {
    if (isAppendTime(output)) {
      return CheckResult.ok(
          CHECK, output.name() + ": " + MESSAGE_TIMESTAMP_TYPE_CONFIG + " LogAppendTime fits all");
    }
    List<String> remedies = new ArrayList<>();
    String facts =
        "%s: %s CreateTime, %s, %s%s"
            .formatted(
                output.name(),
                MESSAGE_TIMESTAMP_TYPE_CONFIG,
                compare(
                    output,
                    MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                    TimestampCheck::oldest,
                    remedies),
                compare(
                    output,
                    MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                    TimestampCheck::newest,
                    remedies),
                restamped(output));
    return remedies.isEmpty()
        ? CheckResult.ok(CHECK, facts)
        : CheckResult.warn(
            CHECK,
            facts + "; beyond a limit, records get the current time",
            "set " + String.join(" and ", remedies) + ", or LogAppendTime");
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

  private static String restamped(TopicState output) {
    long retention = retention(output);
    return retention == NO_LIMIT
        ? ""
        : ", %s %d: records older than half of it get the current time"
            .formatted(RETENTION_MS_CONFIG, retention);
  }

  private static long retention(TopicState topic) {
    long retention = topic.number(RETENTION_MS_CONFIG).orElse(-1);
    return retention < 0 || !topic.isSetTo("cleanup.policy", "delete") ? NO_LIMIT : retention;
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
