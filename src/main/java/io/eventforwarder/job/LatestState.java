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
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
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
  private static final String CHECKPOINT_PREFIX = "chk-";
  private static final String SAVEPOINT_PREFIX = "savepoint-";

  /** Times of object stores are in seconds, so that several checkpoints of a run may share one. */
  private static final Comparator<State> OLDEST_FIRST =
      Comparator.comparingLong(State::time).thenComparingLong(State::checkpointId);

  /** A directory with a checkpoint or savepoint that says it is complete. */
  private record Candidate(FileStatus metadata) {

    Path path() {
      return metadata.getPath().getParent();
    }

    boolean isCheckpoint() {
      return path().getName().startsWith(CHECKPOINT_PREFIX);
    }

    /** Only of a checkpoint. */
    long number() {
      return Long.parseLong(path().getName().substring(CHECKPOINT_PREFIX.length()));
    }

    /** What is numbered together: the checkpoints of a run, or a savepoint by itself. */
    Path run() {
      return isCheckpoint() ? path().getParent() : path();
    }
  }

  private record State(Path path, long time, long checkpointId) {}

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
    if (path.isEmpty()) {
      LOG.warn(
          "No checkpoint or savepoint in {}, as seen from this machine: starting without; right the first"
              + " time only",
          String.join(", ", directories));
    }
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
    Map<Path, List<Candidate>> runs = new HashMap<>();
    for (String directory : directories) {
      Path path = new Path(directory);
      // Savepoints are right there, checkpoints one level deeper, in a directory for each run.
      for (FileStatus child : list(path)) {
        addComplete(child, runs);
        for (FileStatus grandchild : list(child.getPath())) {
          addComplete(grandchild, runs);
        }
      }
    }
    List<State> last = new ArrayList<>();
    for (List<Candidate> run : runs.values()) {
      lastWhole(run).ifPresent(last::add);
    }
    return last.stream().max(OLDEST_FIRST).map(state -> state.path().toString());
  }

  private static void addComplete(FileStatus directory, Map<Path, List<Candidate>> runs)
      throws IOException {
    String name = directory.getPath().getName();
    if (!directory.isDir()
        || !(name.matches(CHECKPOINT_PREFIX + "\\d+") || name.startsWith(SAVEPOINT_PREFIX))) {
      return;
    }
    Path metadata = new Path(directory.getPath(), METADATA);
    try {
      Candidate candidate = new Candidate(metadata.getFileSystem().getFileStatus(metadata));
      runs.computeIfAbsent(candidate.run(), run -> new ArrayList<>()).add(candidate);
    } catch (FileNotFoundException e) {
      LOG.debug("{} is not complete", directory.getPath(), e);
    }
  }

  private static Optional<State> lastWhole(List<Candidate> run) throws IOException {
    if (run.size() > 1) {
      run.sort(Comparator.comparingLong(Candidate::number).reversed());
    }
    for (Candidate candidate : run) {
      Optional<State> state = load(candidate);
      if (state.isPresent()) {
        return state;
      }
    }
    return Optional.empty();
  }

  /** Empty if it is damaged: a killed process may leave half a file. */
  private static Optional<State> load(Candidate candidate) throws IOException {
    byte[] bytes = read(candidate);
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              input, LatestState.class.getClassLoader(), candidate.path().toString());
      return Optional.of(
          new State(
              candidate.path(),
              candidate.metadata().getModificationTime(),
              metadata.getCheckpointId()));
    } catch (IOException e) {
      LOG.warn("{} is damaged, looking for one before it", candidate.path(), e);
      return Optional.empty();
    }
  }

  /** What cannot be read now may be the newest all the same: an older one would repeat output. */
  private static byte[] read(Candidate candidate) throws IOException {
    Path metadata = candidate.metadata().getPath();
    try (InputStream input = metadata.getFileSystem().open(metadata)) {
      return input.readAllBytes();
    } catch (IOException e) {
      throw new IOException(
          "cannot read "
              + metadata
              + " ("
              + e.getMessage()
              + "); try again, or name a checkpoint with -D flink."
              + StateRecoveryOptions.SAVEPOINT_PATH.key()
              + "=...",
          e);
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
