// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.InvalidConfigException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

/** Finds the newest complete checkpoint or savepoint in the configured directories, of any run. */
public final class LatestState {

  private static final Logger LOG = LoggerFactory.getLogger(LatestState.class);

  private static final String CHECKPOINT_PREFIX = "chk-";

  /** Object stores give times in seconds, so the checkpoint id decides between equal times. */
  private record State(Path path, long time, long checkpointId) {

    static final Comparator<State> OLDEST_FIRST =
        Comparator.comparingLong(State::time).thenComparingLong(State::checkpointId);
  }

  private LatestState() {}

  /**
   * Makes the job start from the newest state, and write its savepoints where the next call looks
   * for them. A configured path takes precedence.
   *
   * @return the path to start from, empty if there is no state yet
   * @throws InvalidConfigException if no directory is configured
   * @throws IOException if a directory or the newest state cannot be read
   */
  public static Optional<String> resume(StreamExecutionEnvironment env) throws IOException {
    ReadableConfig config = env.getConfiguration();
    String checkpoints =
        config
            .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
            .orElseThrow(
                () ->
                    new InvalidConfigException(
                        List.of(
                            new ConfigProblem(
                                "flink." + CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
                                null,
                                "--resume needs it to find the newest checkpoint",
                                "set it to a directory that only this forwarder uses, such as"
                                    + " file:///var/lib/forwarder/checkpoints"))));
    String savepoints =
        config.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY).orElse(checkpoints);
    Configuration resumed = new Configuration();
    resumed.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, savepoints);
    Optional<String> configured = config.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
    Set<String> directories = new LinkedHashSet<>(List.of(checkpoints, savepoints));
    Optional<String> path = configured.isPresent() ? configured : newest(directories);
    if (path.isPresent()) {
      resumed.set(StateRecoveryOptions.SAVEPOINT_PATH, path.get());
    } else {
      LOG.warn(
          "No checkpoint or savepoint in {}, as seen from this machine. Starting without state, which"
              + " is correct only for the first start",
          String.join(", ", directories));
    }
    env.configure(resumed);
    return path;
  }

  private static Optional<String> newest(Set<String> directories) throws IOException {
    List<FileStatus> candidates = new ArrayList<>();
    for (String directory : directories) {
      // Savepoints are in the directory itself, checkpoints in a subdirectory for each run.
      for (FileStatus child : list(new Path(directory))) {
        addComplete(child, candidates);
        for (FileStatus grandchild : list(child.getPath())) {
          addComplete(grandchild, candidates);
        }
      }
    }
    candidates.sort(Comparator.comparingLong(LatestState::number).reversed());
    Map<Path, State> newestByRun = new HashMap<>();
    for (FileStatus metadata : candidates) {
      Path path = metadata.getPath().getParent();
      // The checkpoints of a run share a directory. A savepoint counts as a run of its own.
      Path run = isCheckpoint(path) ? path.getParent() : path;
      if (!newestByRun.containsKey(run)) {
        load(metadata).ifPresent(state -> newestByRun.put(run, state));
      }
    }
    return newestByRun.values().stream()
        .max(State.OLDEST_FIRST)
        .map(state -> state.path().toString());
  }

  private static boolean isCheckpoint(Path path) {
    return path.getName().startsWith(CHECKPOINT_PREFIX);
  }

  /** The number of a checkpoint within its run. */
  private static long number(FileStatus metadata) {
    Path path = metadata.getPath().getParent();
    return isCheckpoint(path)
        ? Long.parseLong(path.getName().substring(CHECKPOINT_PREFIX.length()))
        : 0;
  }

  /** Flink writes the metadata file last. */
  private static void addComplete(FileStatus directory, List<FileStatus> candidates)
      throws IOException {
    if (directory.isDir() && directory.getPath().getName().matches("chk-\\d+|savepoint-.*")) {
      Path metadata = new Path(directory.getPath(), "_metadata");
      try {
        candidates.add(metadata.getFileSystem().getFileStatus(metadata));
      } catch (FileNotFoundException e) {
        LOG.debug("{} is incomplete", directory.getPath(), e);
      }
    }
  }

  /** Empty if the metadata is damaged: a killed process may leave half a file. */
  private static Optional<State> load(FileStatus metadata) throws IOException {
    Path path = metadata.getPath().getParent();
    byte[] bytes = read(metadata.getPath());
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long id =
          Checkpoints.loadCheckpointMetadata(
                  input, LatestState.class.getClassLoader(), path.toString())
              .getCheckpointId();
      return Optional.of(new State(path, metadata.getModificationTime(), id));
    } catch (IOException e) {
      LOG.warn("{} is damaged, trying the one before it", path, e);
      return Optional.empty();
    }
  }

  /** Fails if the file cannot be read: a start from an older state would repeat output. */
  private static byte[] read(Path metadata) throws IOException {
    try (InputStream input = metadata.getFileSystem().open(metadata)) {
      return input.readAllBytes();
    } catch (IOException e) {
      throw new IOException(
          "cannot read %s (%s); try again, or name a checkpoint with -D flink.%s=..."
              .formatted(metadata, e.getMessage(), StateRecoveryOptions.SAVEPOINT_PATH.key()),
          e);
    }
  }

  /** Empty if there is no such directory. */
  private static FileStatus[] list(Path directory) throws IOException {
    FileSystem files = directory.getFileSystem();
    FileStatus[] children =
        files.exists(directory) && files.getFileStatus(directory).isDir()
            ? files.listStatus(directory)
            : null;
    return children == null ? new FileStatus[0] : children;
  }
}
