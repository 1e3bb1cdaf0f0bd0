// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/** The topics exist, have leaders, and survive the loss of a broker. */
record TopicsCheck(ClusterState state, boolean isOutput) implements Check {

  private static final String CHECK = "topics";

  @Override
  public void run(Consumer<CheckResult> results) {
    List<String> missing =
        state.topics().values().stream()
            .filter(TopicState::isMissing)
            .map(TopicState::name)
            .toList();
    if (!missing.isEmpty()) {
      String servers = state.cluster().servers();
      results.accept(
          new CheckResult(
              Verdict.UNAVAILABLE,
              CHECK,
              "no topic %s at %s".formatted(String.join(", ", missing), servers),
              "create it (kafka-topics.sh --bootstrap-server %s --create --topic %s), or configure another"
                  .formatted(servers, missing.get(0))));
    }
    state.topics().values().stream()
        .filter(topic -> topic.description().isPresent())
        .map(this::judge)
        .forEach(results);
  }

  private CheckResult judge(TopicState topic) {
    TopicDescription description = topic.description().orElseThrow();
    List<Integer> leaderless =
        description.partitions().stream()
            .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
            .map(TopicPartitionInfo::partition)
            .toList();
    int replicas = topic.minReplicas();
    OptionalLong minInSync = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    String facts =
        "%s: partitions %d, replication factor %d%s"
            .formatted(
                topic.name(),
                description.partitions().size(),
                replicas,
                minInSync.isPresent() ? ", min.insync.replicas " + minInSync.getAsLong() : "");
    if (!leaderless.isEmpty()) {
      return new CheckResult(
          Verdict.UNAVAILABLE,
          CHECK,
          facts + ": no leader for partitions " + leaderless,
          "start the brokers that hold them");
    }
    if (isOutput && minInSync.orElse(1) > replicas) {
      return CheckResult.warn(
          CHECK,
          facts
              + ": it requires more replicas than it has, and older brokers accept no record then",
          "lower its min.insync.replicas, or add replicas");
    }
    if (replicas == 1) {
      return CheckResult.warn(
          CHECK,
          facts + ": the loss of a broker loses its records",
          "give it replicas (kafka-reassign-partitions.sh), 3 with min.insync.replicas=2");
    }
    if (isOutput && minInSync.isPresent() && minInSync.getAsLong() == 1) {
      return CheckResult.warn(
          CHECK,
          facts + ": a record may be on one broker only when it is acknowledged",
          "set its min.insync.replicas to 2");
    }
    return CheckResult.ok(CHECK, facts);
  }
}
