// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.io.IOException;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** The directories for checkpoints and savepoints can be written. */
record DirectoryCheck(Configuration flink) implements Check {

  private static final String CHECK = "checkpoints";

  @Override
  public void run(Consumer<CheckResult> results) {
    if (flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).isEmpty()) {
      results.accept(
          CheckResult.warn(
              CHECK,
              "flink.execution.checkpointing.dir is not set: unless the Flink cluster sets it,"
                  + " checkpoints are lost with the JobManager",
              "set it to a directory that all Flink processes share"));
    }
    probe(CheckpointingOptions.CHECKPOINTS_DIRECTORY, results);
    probe(CheckpointingOptions.SAVEPOINT_DIRECTORY, results);
  }

  private void probe(ConfigOption<String> option, Consumer<CheckResult> results) {
    flink
        .getOptional(option)
        .map(value -> probe("flink." + option.key() + " = '" + value + "': ", value))
        .ifPresent(results);
  }

  private static CheckResult probe(String setting, String directory) {
    try {
      Path parent = new Path(directory);
      FileSystem files = parent.getFileSystem();
      Path file = new Path(parent, "forwarder-check-" + UUID.randomUUID());
      files.mkdirs(parent);
      try (FSDataOutputStream out = files.create(file, FileSystem.WriteMode.NO_OVERWRITE)) {
        out.write(1);
      }
      files.delete(file, false);
      return CheckResult.ok(CHECK, setting + "can be written from here");
    } catch (UnsupportedFileSystemSchemeException e) {
      return CheckResult.warn(
          CHECK,
          setting + "cannot be tested from here, where its file system is unknown",
          "make sure that the Flink cluster has the plugin for it");
    } catch (IOException | IllegalArgumentException e) {
      return new CheckResult(
          Verdict.WRONG_CONFIG,
          CHECK,
          setting + "cannot be written (" + e.getMessage() + ")",
          "give this user the right to write there, or set another directory");
    }
  }
}
