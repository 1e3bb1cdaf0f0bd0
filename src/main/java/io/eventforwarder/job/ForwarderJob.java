// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Main class of the job jar: submits the forwarder to the Flink cluster that runs it.
 *
 * <p>Arguments: {@code --config FILE}, {@code -D key=value} and {@code --resume}.
 */
@Command(name = "post-process-forwarder")
public final class ForwarderJob {

  public static final String JOB_NAME = "post-process-forwarder";

  private static final Logger LOG = LoggerFactory.getLogger(ForwarderJob.class);

  @Mixin private ConfigArguments arguments;

  @Option(names = "--resume")
  private boolean resume;

  private ForwarderJob() {}

  public static void main(String[] args) throws Exception {
    ForwarderJob job = new ForwarderJob();
    // Flink shows exceptions that leave main to the submitter.
    new CommandLine(job).parseArgs(args);
    StreamExecutionEnvironment env = prepare(job.arguments.load());
    if (job.resume) {
      LatestState.resume(env).ifPresent(path -> LOG.info("Resuming from {}", path));
    }
    env.execute(nameOf(env));
  }

  /** Flink's {@code pipeline.name}, or else {@link #JOB_NAME}. */
  public static String nameOf(StreamExecutionEnvironment env) {
    return env.getConfiguration().getOptional(PipelineOptions.NAME).orElse(JOB_NAME);
  }

  /**
   * Checks the servers and builds the job.
   *
   * @return an environment that holds the job, not yet executed
   */
  public static StreamExecutionEnvironment prepare(ForwarderConfig config) {
    ClusterFacts clusters = Preflight.check(config);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            Configuration.fromMap(config.job().flinkProperties()));
    new ForwarderPipeline(config, clusters).define(env);
    return env;
  }
}
