// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;

/** The output topics accept records of the size and without the keys that the job writes. */
record TopicSettingsCheck(
    ForwarderConfig config, Collection<TopicState> sources, ClusterState dispatch)
    implements Check {

  private static final String CHECK = "settings";

  @Override
  public void run(Consumer<CheckResult> results) {
    TopicState deadLetters = dispatch.topics().get(config.deadLetterTopic());
    sources.forEach(source -> checkSize(source, deadLetters, results));
    for (TopicState topic : dispatch.topics().values()) {
      boolean hasKeys = config.ledgerTopic().filter(topic.name()::equals).isPresent();
      if (!hasKeys && topic.isSetTo(TopicConfig.CLEANUP_POLICY_CONFIG, "compact")) {
        results.accept(
            new CheckResult(
                Verdict.WRONG_CONFIG,
                CHECK,
                topic.name() + ": cleanup.policy has compact, so it refuses records without a key",
                "set its cleanup.policy to delete"));
      }
    }
  }

  private static void checkSize(
      TopicState source, TopicState deadLetters, Consumer<CheckResult> results) {
    OptionalLong accepted = deadLetters.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    OptionalLong size = source.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    if (accepted.isEmpty() || size.isEmpty()) {
      return;
    }
    long needed = size.getAsLong() + DeadLetterSerializationSchema.MAX_ADDED_BYTES;
    String facts =
        String.format(
            "%s: max.message.bytes %d, that of %s %d",
            deadLetters.name(), accepted.getAsLong(), source.name(), size.getAsLong());
    results.accept(
        accepted.getAsLong() >= needed
            ? CheckResult.ok(CHECK, facts)
            : CheckResult.warn(
                CHECK,
                facts + ": the largest dead letters go without their value",
                "set it to " + needed + " or more"));
  }
}
