/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Main class of the job jar: submits the forwarder to the Flink cluster that runs it.
 *
 * <p>Arguments: {@code --config FILE} and {@code -D key=value}.
 */
@Command(name = "post-process-forwarder")
public final class ForwarderJob {

  public static final String JOB_NAME = "post-process-forwarder";

  @Mixin private ConfigArguments arguments;

  private ForwarderJob() {}

  public static void main(String[] args) throws Exception {
    ForwarderJob job = new ForwarderJob();
    // Wrong arguments, settings or servers leave main as exceptions: Flink shows them to the
    // submitter.
    new CommandLine(job).parseArgs(args);
    prepare(job.arguments.load()).execute(JOB_NAME);
  }

  /**
   * Checks the servers and builds the job.
   *
   * @return an environment that holds the job, not yet executed
   */
  public static StreamExecutionEnvironment prepare(ForwarderConfig config) {
    ClusterFacts clusters = new Preflight(config).check();
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            Configuration.fromMap(config.flinkProperties()));
    new ForwarderPipeline(config, clusters).define(env);
    return env;
  }
}
