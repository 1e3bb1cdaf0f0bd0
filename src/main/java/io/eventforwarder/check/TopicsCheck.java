// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/** The topics exist, have leaders, and survive the loss of a broker. */
record TopicsCheck(ClusterState state, boolean isOutput) implements Check {

  private static final String CHECK = "topics";

  @Override
  public void run(Findings findings) {
    List<String> missing =
        state.topics().values().stream()
            .filter(TopicState::isMissing)
            .map(TopicState::name)
            .toList();
    if (!missing.isEmpty()) {
      String servers = state.cluster().servers();
      findings.fail(
          Verdict.UNAVAILABLE,
          CHECK,
          "no topic %s at %s".formatted(String.join(", ", missing), servers),
          "create it (kafka-topics.sh --bootstrap-server %s --create --topic %s), or configure another"
              .formatted(servers, missing.get(0)));
    }
    for (TopicState topic : state.topics().values()) {
      topic.description().ifPresent(description -> judge(topic, description, findings));
    }
  }

  private void judge(TopicState topic, TopicDescription description, Findings findings) {
    List<TopicPartitionInfo> partitions = description.partitions();
    List<Integer> leaderless =
        partitions.stream()
            .filter(partition -> !KafkaCluster.hasLeader(partition))
            .map(TopicPartitionInfo::partition)
            .toList();
    int replicas =
        partitions.stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
    Optional<Long> minInSync = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    String facts =
        "%s: partitions %d, replication factor %d%s"
            .formatted(
                topic.name(),
                partitions.size(),
                replicas,
                minInSync.map(number -> ", min.insync.replicas " + number).orElse(""));
    if (!leaderless.isEmpty()) {
      findings.fail(
          Verdict.UNAVAILABLE,
          CHECK,
          facts + ": no leader for partitions " + leaderless,
          "start the brokers that hold them");
    } else if (isOutput && minInSync.orElse(1L) > replicas) {
      findings.warn(
          CHECK,
          facts + ": it requires more replicas than it has, and older brokers then reject records",
          "lower its min.insync.replicas, or add replicas");
    } else if (replicas == 1) {
      findings.warn(
          CHECK,
          facts + ": the loss of a broker loses its records",
          "give it replicas (kafka-reassign-partitions.sh), 3 with min.insync.replicas=2");
    } else if (isOutput && minInSync.filter(number -> number == 1).isPresent()) {
      findings.warn(
          CHECK,
          facts + ": an acknowledged record may be on one broker only",
          "set its min.insync.replicas to 2");
    } else {
      findings.ok(CHECK, facts);
    }
  }
}
