// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * The principal has the rights on the topics that the job needs.
 *
 * @param needed purpose by operation
 */
record RightsCheck(ClusterState state, SortedMap<AclOperation, String> needed) implements Check {

  /** A resource of this type stands for all whose names start with the given one. */
  static final String TRANSACTIONAL_ID = "transactional-id ";

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
  public void run(Findings findings) {
    List<CheckResult> missing =
        state.topics().values().stream()
            .filter(topic -> !topic.isMissing())
            .flatMap(this::missing)
            .toList();
    missing.forEach(findings::add);
    if (missing.isEmpty()) {
      findings.ok(
          "rights",
          "%s on %s"
              .formatted(
                  needed.keySet().stream()
                      .map(SecurityUtils::operationName)
                      .collect(Collectors.joining(" and ")),
                  String.join(", ", state.topics().keySet())));
    }
  }

  private Stream<CheckResult> missing(TopicState topic) {
    SortedMap<AclOperation, String> missing = new TreeMap<>(needed);
    missing.keySet().removeAll(topic.rights());
    Verdict verdict = missing.isEmpty() ? Verdict.WARN : Verdict.UNAVAILABLE;
    if (missing.isEmpty() && topic.settings().isEmpty()) {
      missing.put(AclOperation.DESCRIBE_CONFIGS, "to read its settings");
    }
    return missing.entrySet().stream()
        .map(
            right ->
                missing(
                    verdict,
                    state.cluster(),
                    right.getKey(),
                    "topic " + topic.name(),
                    right.getValue()));
  }

  /**
   * A right that the principal lacks, and how to grant it.
   *
   * @param resource type and name, as in {@code topic events}
   */
  static CheckResult missing(
      Verdict verdict,
      KafkaCluster cluster,
      AclOperation operation,
      String resource,
      String purpose) {
    String name = SecurityUtils.operationName(operation);
    return new CheckResult(
        verdict,
        "rights",
        "at %s the forwarder's principal lacks %s on %s, %s"
            .formatted(cluster.servers(), name, resource, purpose),
        "grant it: kafka-acls.sh --bootstrap-server %s --add --allow-principal User:<name> --operation %s --%s"
                .formatted(cluster.servers(), name, resource)
            + (resource.startsWith(TRANSACTIONAL_ID) ? " --resource-pattern-type prefixed" : ""));
  }
}
