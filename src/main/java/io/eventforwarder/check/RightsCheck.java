// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.SecurityUtils;

/** The principal may do with topics and consumer group what the job does with them. */
final class RightsCheck implements Check {

  private final ClusterState state;
  private final Map<AclOperation, String> needed;

  /**
   * @param needed on each topic, and what for
   */
  private RightsCheck(ClusterState state, Map<AclOperation, String> needed) {
    this.state = state;
    this.needed = new TreeMap<>(needed);
  }

  static Check toRead(ClusterState source) {
    return new RightsCheck(source, Map.of(AclOperation.READ, "to read its records"));
  }

  /**
   * @param isExactlyOnce whether the job must find the transactions that it left open
   */
  static Check toWrite(ClusterState dispatch, boolean isExactlyOnce) {
    String purpose = "to write to it";
    return new RightsCheck(
        dispatch,
        isExactlyOnce
            ? Map.of(
                AclOperation.WRITE,
                purpose,
                AclOperation.READ,
                "to find the transactions that a crash left open in it")
            : Map.of(AclOperation.WRITE, purpose));
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    List<CheckResult> missing = new ArrayList<>();
    for (TopicState topic : state.topics().values()) {
      if (!topic.isMissing()) {
        missing.addAll(missing(topic));
      }
    }
    missing.forEach(results);
    if (missing.isEmpty()) {
      String operations =
          needed.keySet().stream().map(RightsCheck::name).collect(Collectors.joining(" and "));
      results.accept(
          CheckResult.ok(
              "rights", operations + " on " + String.join(", ", state.topics().keySet())));
    }
  }

  private List<CheckResult> missing(TopicState topic) {
    List<CheckResult> missing = new ArrayList<>();
    needed.forEach(
        (operation, purpose) -> {
          if (!topic.rights().contains(operation)) {
            missing.add(
                missing(
                    state.cluster(),
                    operation,
                    "topic",
                    topic.name(),
                    purpose,
                    Verdict.UNAVAILABLE));
          }
        });
    if (missing.isEmpty() && topic.settings().isEmpty()) {
      missing.add(
          missing(
              state.cluster(),
              AclOperation.DESCRIBE_CONFIGS,
              "topic",
              topic.name(),
              "to know its retention and its largest record",
              Verdict.WARN));
    }
    return missing;
  }

  /** A right that the principal lacks, and how to grant it. */
  static CheckResult missing(
      KafkaCluster cluster,
      AclOperation operation,
      String resourceType,
      String resource,
      String purpose,
      Verdict verdict) {
    return new CheckResult(
        verdict,
        "rights",
        "at "
            + cluster.servers()
            + " the forwarder's principal lacks "
            + name(operation)
            + " on "
            + resourceType
            + " "
            + resource
            + ", "
            + purpose,
        "grant it: kafka-acls.sh --bootstrap-server "
            + cluster.servers()
            + " --add --allow-principal User:<name> --operation "
            + name(operation)
            + " --"
            + resourceType
            + " "
            + resource);
  }

  /** As Kafka's tools write it. */
  private static String name(AclOperation operation) {
    return SecurityUtils.operationName(operation);
  }
}
