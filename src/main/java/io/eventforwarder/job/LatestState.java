/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.InvalidConfigException;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest complete checkpoint or savepoint in the configured directories, wherever the run that
 * made it ran and however it ended.
 */
public final class LatestState {

  private static final Logger LOG = LoggerFactory.getLogger(LatestState.class);

  private static final String METADATA = "_metadata";

  private record Candidate(FileStatus metadata) {

    long time() {
      return metadata.getModificationTime();
    }

    Path path() {
      return metadata.getPath().getParent();
    }
  }

  private LatestState() {}

  /**
   * Lets the job start from the newest state, and has its savepoints made where the next resumption
   * looks. A path that is configured already stays.
   *
   * @return where the job starts from, empty if there is no state yet
   * @throws InvalidConfigException if there is no directory to look in
   * @throws IOException if it cannot be read
   */
  public static Optional<String> resume(StreamExecutionEnvironment env) throws IOException {
    ReadableConfig config = env.getConfiguration();
    String checkpoints =
        config
            .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
            .orElseThrow(LatestState::noDirectory);
    Set<String> directories = new LinkedHashSet<>();
    directories.add(checkpoints);
    directories.add(
        config.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY).orElse(checkpoints));
    Configuration resumed = new Configuration();
    if (config.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY).isEmpty()) {
      resumed.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, checkpoints);
    }
    Optional<String> configured = config.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
    Optional<String> path = configured.isPresent() ? configured : newest(directories);
    path.ifPresent(found -> resumed.set(StateRecoveryOptions.SAVEPOINT_PATH, found));
    env.configure(resumed);
    return path;
  }

  private static InvalidConfigException noDirectory() {
    return new InvalidConfigException(
        List.of(
            new ConfigProblem(
                "flink." + CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
                null,
                "--resume looks there for the newest checkpoint",
                "set it to a directory that only this forwarder uses, such as"
                    + " file:///var/lib/forwarder/checkpoints")));
  }

  private static Optional<String> newest(Set<String> directories) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (String directory : directories) {
      Path path = new Path(directory);
      // Savepoints are right there, checkpoints one level deeper, in a directory for each run.
      for (FileStatus child : list(path)) {
        addComplete(child, candidates);
        for (FileStatus grandchild : list(child.getPath())) {
          addComplete(grandchild, candidates);
        }
      }
    }
    candidates.sort(Comparator.comparingLong(Candidate::time).reversed());
    for (Candidate candidate : candidates) {
      if (isReadable(candidate)) {
        return Optional.of(candidate.path().toString());
      }
    }
    return Optional.empty();
  }

  private static void addComplete(FileStatus directory, List<Candidate> candidates)
      throws IOException {
    String name = directory.getPath().getName();
    if (!directory.isDir() || !(name.startsWith("chk-") || name.startsWith("savepoint-"))) {
      return;
    }
    Path metadata = new Path(directory.getPath(), METADATA);
    try {
      candidates.add(new Candidate(metadata.getFileSystem().getFileStatus(metadata)));
    } catch (FileNotFoundException e) {
      LOG.debug("{} is not complete", directory.getPath(), e);
    }
  }

  /** A killed process may leave half a file. */
  private static boolean isReadable(Candidate candidate) {
    Path metadata = candidate.metadata().getPath();
    try (DataInputStream input = new DataInputStream(metadata.getFileSystem().open(metadata))) {
      Checkpoints.loadCheckpointMetadata(
          input, LatestState.class.getClassLoader(), candidate.path().toString());
      return true;
    } catch (IOException e) {
      LOG.warn("{} cannot be read, looking for one before it", candidate.path(), e);
      return false;
    }
  }

  /** Empty if there is no such directory. */
  private static FileStatus[] list(Path directory) throws IOException {
    FileSystem files = directory.getFileSystem();
    if (!files.exists(directory) || !files.getFileStatus(directory).isDir()) {
      return new FileStatus[0];
    }
    FileStatus[] children = files.listStatus(directory);
    return children == null ? new FileStatus[0] : children;
  }
}
