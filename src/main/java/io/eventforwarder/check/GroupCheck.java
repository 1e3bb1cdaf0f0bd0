// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * The consumer group accepts the job's offsets. The job itself is not a member, and the brokers
 * refuse its offsets while the group has members.
 */
record GroupCheck(ClusterState source, String group) implements Check {

  @Override
  public void run(Consumer<CheckResult> results) {
    results.accept(source.cluster().ask(this::look));
  }

  private CheckResult look(Admin admin) throws ExecutionException {
    try {
      // Commits nothing, but needs the right to commit.
      KafkaCluster.get(admin.alterConsumerGroupOffsets(group, Map.of()).all());
      return members(admin);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return RightsCheck.missing(
            source.cluster(),
            AclOperation.READ,
            "group " + group,
            "to commit offsets",
            Verdict.UNAVAILABLE);
      }
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return CheckResult.ok("group", group + " is new");
      }
      throw e;
    }
  }

  private CheckResult members(Admin admin) throws ExecutionException {
    ConsumerGroupDescription description =
        KafkaCluster.get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
    if (description.members().isEmpty()) {
      return CheckResult.ok("group", group + " has no other member");
    }
    return new CheckResult(
        Verdict.CONFLICT,
        "group",
        "source.group-id = '%s' is used by %s"
            .formatted(
                group,
                description.members().stream()
                    .map(member -> member.clientId() + " at " + member.host())
                    .distinct()
                    .limit(3)
                    .collect(Collectors.joining(", "))),
        "stop that consumer, or set another group");
  }
}
