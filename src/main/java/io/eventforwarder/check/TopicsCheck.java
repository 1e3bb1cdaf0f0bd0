// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/** The topics exist, have leaders, and survive the loss of a broker. */
final class TopicsCheck implements Check {

  private final ClusterState state;
  private final boolean isOutput;

  TopicsCheck(ClusterState state, boolean isOutput) {
    this.state = state;
    this.isOutput = isOutput;
  }

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
              "topics",
              "no topic " + String.join(", ", missing) + " at " + servers,
              "create it (kafka-topics.sh --bootstrap-server "
                  + servers
                  + " --create --topic "
                  + missing.get(0)
                  + "), or configure another"));
    }
    state.topics().values().stream()
        .filter(topic -> topic.description().isPresent())
        .forEach(topic -> check(topic, results));
  }

  private void check(TopicState topic, Consumer<CheckResult> results) {
    TopicDescription description = topic.description().orElseThrow();
    List<Integer> leaderless =
        description.partitions().stream()
            .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
            .map(TopicPartitionInfo::partition)
            .toList();
    int replicas = topic.minReplicas();
    OptionalLong minInSync = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    String facts =
        topic.name()
            + ": partitions "
            + description.partitions().size()
            + ", replication factor "
            + replicas
            + (minInSync.isPresent() ? ", min.insync.replicas " + minInSync.getAsLong() : "");
    if (!leaderless.isEmpty()) {
      results.accept(
          new CheckResult(
              Verdict.UNAVAILABLE,
              "topics",
              facts + ": no leader for partitions " + leaderless,
              "start the brokers that hold them"));
    } else if (isOutput && minInSync.orElse(1) > replicas) {
      results.accept(
          CheckResult.warn(
              "topics",
              facts
                  + ": it asks for more replicas than it has, and older brokers take no record then",
              "lower its min.insync.replicas, or add replicas"));
    } else if (replicas == 1) {
      results.accept(
          CheckResult.warn(
              "topics",
              facts + ": the loss of a broker loses its records",
              "give it replicas (kafka-reassign-partitions.sh), 3 with min.insync.replicas=2"));
    } else if (isOutput && minInSync.isPresent() && minInSync.getAsLong() == 1) {
      results.accept(
          CheckResult.warn(
              "topics",
              facts + ": a record may be in one broker only when it is said to be written",
              "set its min.insync.replicas to 2"));
    } else {
      results.accept(CheckResult.ok("topics", facts));
    }
  }
}
