// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import java.util.List;
import java.util.function.Consumer;

/** The job does not read its own output, even if one cluster is configured under two names. */
record SeparationCheck(ForwarderConfig config, ClusterState source, ClusterState dispatch)
    implements Check {

  private static final String CHECK = "topics";

  @Override
  public void run(Consumer<CheckResult> results) {
    List<ConfigProblem> problems = config.problemsOnOneCluster();
    if (problems.isEmpty() || !source.isSameClusterAs(dispatch)) {
      results.accept(CheckResult.ok(CHECK, "the job reads none of the topics that it writes"));
      return;
    }
    String oneCluster =
        String.format(
            " (%s and %s are the same cluster, id %s)",
            source.cluster().servers(), dispatch.cluster().servers(), source.id());
    for (ConfigProblem problem : problems) {
      results.accept(
          new CheckResult(
              Verdict.WRONG_CONFIG,
              CHECK,
              new ConfigProblem(
                      problem.key(), problem.value(), problem.rule() + oneCluster, problem.remedy())
                  .toString(),
              null));
    }
  }
}
