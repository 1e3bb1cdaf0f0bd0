// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * The consumer group accepts the job's offsets. The job itself is not a member, and the brokers
 * reject its offsets while the group has members.
 */
record GroupCheck(ClusterState source, String group) implements Check {

  private static final String CHECK = "group";

  @Override
  public void run(Findings findings) {
    findings.add(source.cluster().ask(this::check));
  }

  private CheckResult check(Admin admin) throws ExecutionException {
    try {
      // Commits nothing, but needs the right to commit.
      KafkaCluster.get(admin.alterConsumerGroupOffsets(group, Map.of()).all());
      var description = admin.describeConsumerGroups(List.of(group)).describedGroups().get(group);
      String members =
          KafkaCluster.get(description).members().stream()
              .map(member -> member.clientId() + " at " + member.host())
              .distinct()
              .limit(3)
              .collect(Collectors.joining(", "));
      return members.isEmpty()
          ? new CheckResult(Verdict.OK, CHECK, group + " has no other member", null)
          : new CheckResult(
              Verdict.CONFLICT,
              CHECK,
              "source.group-id = '%s' is used by %s".formatted(group, members),
              "stop that consumer, or set another group");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return new CheckResult(Verdict.OK, CHECK, group + " is new", null);
      }
      if (e.getCause() instanceof AuthorizationException) {
        return RightsCheck.missing(
            Verdict.UNAVAILABLE,
            source.cluster(),
            AclOperation.READ,
            "group " + group,
            "to commit offsets");
      }
      throw e;
    }
  }
}
