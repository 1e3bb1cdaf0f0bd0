/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LocalCluster;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.SerializedThrowable;

/** One run of the job in this process, until it ends. */
final class LocalRun {

  private final ForwarderConfig config;
  private final PrintWriter out;

  LocalRun(ForwarderConfig config, PrintWriter out) {
    this.config = config;
    this.out = out;
  }

  int run() throws Exception {
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    try (LocalCluster cluster =
        LocalCluster.start(config.flinkProperties(), env.getParallelism())) {
      JobID job = cluster.submit(env, ForwarderJob.JOB_NAME);
      out.printf(
          "forwarding %s from %s to %s at %s%n",
          String.join(", ", config.source().typeByTopic().keySet()),
          config.source().bootstrapServers(),
          String.join(", ", config.dispatch().routes().topics()),
          config.sink().bootstrapServers());
      out.printf("Flink web interface: %s%n", cluster.webInterface());
      out.println("stop with Ctrl-C");
      out.flush();
      return report(cluster.result(job).get());
    }
  }

  private int report(JobResult result) {
    Optional<SerializedThrowable> failure = result.getSerializedThrowable();
    if (failure.isPresent()) {
      throw new IllegalStateException(
          "the job failed: " + rootMessage(failure.get()), failure.get());
    }
    out.println("the job has ended");
    return ExitCode.DONE;
  }

  private static String rootMessage(Throwable throwable) {
    Throwable root = throwable;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
