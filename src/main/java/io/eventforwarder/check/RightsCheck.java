// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * The principal has the rights on the topics that the job needs.
 *
 * @param needed operation to its purpose
 */
record RightsCheck(ClusterState state, SortedMap<AclOperation, String> needed) implements Check {

  static Check toRead(ClusterState source) {
    return new RightsCheck(source, new TreeMap<>(Map.of(AclOperation.READ, "to read its records")));
  }

  /**
   * @param isExactlyOnce whether the job must find the transactions that a crash left open
   */
  static Check toWrite(ClusterState dispatch, boolean isExactlyOnce) {
    SortedMap<AclOperation, String> needed =
        new TreeMap<>(Map.of(AclOperation.WRITE, "to write to it"));
    if (isExactlyOnce) {
      needed.put(AclOperation.READ, "to find the transactions that a crash left open in it");
    }
    return new RightsCheck(dispatch, needed);
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    List<CheckResult> missing = new ArrayList<>();
    state.topics().values().stream()
        .filter(topic -> !topic.isMissing())
        .forEach(topic -> addMissing(topic, missing));
    missing.forEach(results);
    if (missing.isEmpty()) {
      String operations =
          needed.keySet().stream().map(RightsCheck::name).collect(Collectors.joining(" and "));
      results.accept(
          CheckResult.ok(
              "rights", operations + " on " + String.join(", ", state.topics().keySet())));
    }
  }

  private void addMissing(TopicState topic, List<CheckResult> missing) {
    String resource = "topic " + topic.name();
    needed.forEach(
        (operation, purpose) -> {
          if (!topic.rights().contains(operation)) {
            missing.add(
                missing(state.cluster(), operation, resource, purpose, Verdict.UNAVAILABLE));
          }
        });
    if (topic.rights().containsAll(needed.keySet()) && topic.settings().isEmpty()) {
      missing.add(
          missing(
              state.cluster(),
              AclOperation.DESCRIBE_CONFIGS,
              resource,
              "to read its settings",
              Verdict.WARN));
    }
  }

  /**
   * A right that the principal lacks, and how to grant it.
   *
   * @param resource type and name, as in {@code topic events}
   */
  static CheckResult missing(
      KafkaCluster cluster,
      AclOperation operation,
      String resource,
      String purpose,
      Verdict verdict) {
    return new CheckResult(
        verdict,
        "rights",
        "at %s the forwarder's principal lacks %s on %s, %s"
            .formatted(cluster.servers(), name(operation), resource, purpose),
        "grant it: kafka-acls.sh --bootstrap-server %s --add --allow-principal User:<name> --operation %s --%s"
            .formatted(cluster.servers(), name(operation), resource));
  }

  /** The spelling of Kafka's tools. */
  private static String name(AclOperation operation) {
    return SecurityUtils.operationName(operation);
  }
}
