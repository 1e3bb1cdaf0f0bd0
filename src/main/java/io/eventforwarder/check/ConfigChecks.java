// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** Settings that are valid or not depending on the clusters and file systems. */
record ConfigChecks(ForwarderConfig config) {

  private static final String CHECKPOINTS = "checkpoints";
  private static final String TIMEOUT = "transaction timeout";

  /** The job does not read its own output, even if one cluster is configured under two names. */
  void separation(ClusterState source, ClusterState dispatch, Findings findings) {
    List<ConfigProblem> problems = config.problemsOnOneCluster();
    if (problems.isEmpty() || !source.isSameClusterAs(dispatch)) {
      findings.ok("topics", "the job reads none of the topics that it writes");
      return;
    }
    String oneCluster =
        " (%s and %s are the same cluster, id %s)"
            .formatted(source.cluster().servers(), dispatch.cluster().servers(), source.id());
    for (ConfigProblem problem : problems) {
      findings.fail(
          Verdict.WRONG_CONFIG,
          "topics",
          new ConfigProblem(
                  problem.key(), problem.value(), problem.rule() + oneCluster, problem.remedy())
              .toString(),
          null);
    }
  }

  /** A transaction stays open until a checkpoint commits it, however many fail before. */
  void transactionTimeout(ClusterState dispatch, Findings findings) {
    long timeout = config.sink().transactionTimeout().toMillis();
    String setting = "kafka.sink.properties.transaction.timeout.ms = '%d': ".formatted(timeout);
    Optional<Long> maximum = dispatch.transactionMaxTimeoutMs();
    if (maximum.isPresent() && timeout > maximum.get()) {
      findings.fail(
          Verdict.WRONG_CONFIG,
          TIMEOUT,
          setting + "the brokers allow at most " + maximum.get(),
          "lower it, or raise the brokers' " + ClusterState.TRANSACTION_MAX_TIMEOUT);
      return;
    }
    Configuration flink = Configuration.fromMap(config.job().flinkProperties());
    int checkpoints = flink.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER) + 1;
    Duration longest =
        config
            .job()
            .checkpointInterval()
            .plus(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
            .multipliedBy(checkpoints);
    String facts =
        "%d ms; the brokers allow %s; %d checkpoints in a row may take %d ms"
            .formatted(
                timeout,
                maximum.map(ms -> ms + " ms").orElse("an unknown maximum"),
                checkpoints,
                longest.toMillis());
    if (timeout >= longest.toMillis()) {
      findings.ok(TIMEOUT, facts);
    } else {
      findings.warn(
          TIMEOUT,
          setting + facts + ", so a transaction may expire before",
          "raise it, or lower flink.execution.checkpointing.timeout or"
              + " flink.execution.checkpointing.tolerable-failed-checkpoints");
    }
  }

  /**
   * Nobody reads records of transactions that may still be aborted. The consumers of our output are
   * not visible from here, so this is advice only.
   */
  void isolation(Findings findings) {
    if ("read_uncommitted".equals(config.source().kafkaProperties().get("isolation.level"))) {
      findings.warn(
          "isolation",
          "kafka.source.properties.isolation.level = 'read_uncommitted': records of aborted"
              + " transactions become tasks",
          "remove it");
    }
    String advice =
        config.sink().isExactlyOnce()
            ? "consumers of %s must set isolation.level=read_committed, or they see tasks twice after a failure"
            : "at-least-once: consumers of %s must detect repeated tasks by their ids";
    findings.ok(
        "isolation", advice.formatted(String.join(", ", config.dispatch().routes().topics())));
  }

  /**
   * The dead-letter topic accepts a dead letter at least without the key, value and headers of its
   * record. Otherwise the first one that is too large would end the job.
   */
  void deadLetterSize(ClusterState dispatch, Findings findings) {
    String topic = config.deadLetterTopic();
    int accepted = dispatch.cluster().maxRecordBytes(List.of(topic)).get(topic);
    int needed = DeadLetterSerializationSchema.MAX_ADDED_BYTES;
    if (accepted < needed) {
      findings.fail(
          Verdict.WRONG_CONFIG,
          "settings",
          "%s: records of at most %d bytes can be written, and a dead letter needs %d even without its record"
              .formatted(topic, accepted, needed),
          "raise its max.message.bytes and, if set, kafka.sink.properties.max.request.size");
    }
  }

  /** The directories for checkpoints and savepoints can be written. */
  void directories(Findings findings) {
    Configuration flink = Configuration.fromMap(config.job().flinkProperties());
    if (flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).isEmpty()) {
      findings.warn(
          CHECKPOINTS,
          "flink.execution.checkpointing.dir is not set: unless the Flink cluster sets it,"
              + " checkpoints are lost with the JobManager",
          "set it to a directory that all Flink processes share");
    }
    for (ConfigOption<String> option :
        List.of(
            CheckpointingOptions.CHECKPOINTS_DIRECTORY, CheckpointingOptions.SAVEPOINT_DIRECTORY)) {
      flink
          .getOptional(option)
          .ifPresent(
              value -> probe("flink." + option.key() + " = '" + value + "': ", value, findings));
    }
  }

  private static void probe(String setting, String directory, Findings findings) {
    try {
      Path parent = new Path(directory);
      FileSystem files = parent.getFileSystem();
      Path file = new Path(parent, "forwarder-check-" + UUID.randomUUID());
      files.mkdirs(parent);
      try (FSDataOutputStream out = files.create(file, FileSystem.WriteMode.NO_OVERWRITE)) {
        out.write(1);
      }
      files.delete(file, false);
      findings.ok(CHECKPOINTS, setting + "can be written from here");
    } catch (UnsupportedFileSystemSchemeException e) {
      findings.warn(
          CHECKPOINTS,
          setting + "cannot be tested from here, where its file system is unknown",
          "make sure that the Flink cluster has the plugin for it");
    } catch (IOException | IllegalArgumentException e) {
      findings.fail(
          Verdict.WRONG_CONFIG,
          CHECKPOINTS,
          setting + "cannot be written (" + e.getMessage() + ")",
          "give this user the right to write there, or set another directory");
    }
  }
}
