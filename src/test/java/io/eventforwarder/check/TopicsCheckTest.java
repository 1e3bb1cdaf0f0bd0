// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.check.CheckResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Topics as a single broker cannot have them. */
class TopicsCheckTest {

  private static final List<Node> NODES =
      List.of(new Node(1, "a", 9092), new Node(2, "b", 9092), new Node(3, "c", 9092));

  @Test
  void acceptsReplicasAndLeaders() {
    assertThat(check(NODES.get(0), "2"))
        .containsExactly(
            new CheckResult(
                Verdict.OK,
                "topics",
                "tasks: partitions 1, replication factor 3, min.insync.replicas 2",
                null));
  }

  @Test
  void warnsOfWritesThatOneBrokerAcknowledges() {
    assertThat(check(NODES.get(0), "1"))
        .singleElement()
        .matches(result -> result.verdict() == Verdict.WARN)
        .extracting(CheckResult::text)
        .asString()
        .endsWith(
            ": an acknowledged record may be on one broker only; set its min.insync.replicas to 2");
  }

  @Test
  void failsWithoutALeader() {
    assertThat(check(null, "2"))
        .singleElement()
        .matches(result -> result.verdict() == Verdict.UNAVAILABLE)
        .extracting(CheckResult::text)
        .asString()
        .endsWith(": no leader for partitions [0]; start the brokers that hold them");
  }

  private static List<CheckResult> check(Node leader, String minInSync) {
    TopicState topic =
        new TopicState(
            "tasks",
            Optional.of(
                new TopicDescription(
                    "tasks", false, List.of(new TopicPartitionInfo(0, leader, NODES, NODES)))),
            false,
            Optional.of(new Config(Set.of(new ConfigEntry("min.insync.replicas", minInSync)))));
    List<CheckResult> results = new ArrayList<>();
    new TopicsCheck(
            new ClusterState(
                null, "id", 3, Optional.empty(), new TreeMap<>(Map.of("tasks", topic))),
            true)
        .run(results::add);
    return results;
  }
}
