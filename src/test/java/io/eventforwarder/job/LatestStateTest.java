// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several checkpoints and savepoints {@code --resume} chooses. */
class LatestStateTest {

  @TempDir private Path directory;

  private StreamExecutionEnvironment env;

  @BeforeEach
  void configure() {
    env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            new Configuration()
                .set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString()));
  }

  @Test
  void startsWithoutStateIfThereIsNone() throws Exception {
    assertThat(LatestState.resume(env)).isEmpty();
    assertThat(env.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH)).isEmpty();
  }

  @Test
  void choosesTheHighestNumberOfARunWhateverTheTimes() throws Exception {
    write("run/chk-9", 9, 20);
    write("run/chk-10", 10, 10);
    write("run/chk-8", 8, 30);

    assertResumesFrom("run/chk-10");
  }

  @Test
  void choosesTheNewestRunAndTheHighestIdIfTimesAreEqual() throws Exception {
    write("long-ago/chk-500", 500, 10);
    write("run/chk-41", 41, 20);
    write("savepoint-abc-1", 43, 20);
    write("other/chk-42", 42, 20);

    assertResumesFrom("savepoint-abc-1");
  }

  @Test
  void ignoresIncompleteAndDamagedCheckpoints() throws Exception {
    write("run/chk-1", 1, 10);
    Path damaged = write("run/chk-2", 2, 20).resolve("_metadata");
    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 6));
    Files.createDirectories(directory.resolve("run/chk-3"));

    assertResumesFrom("run/chk-1");
  }

  @Test
  void failsIfTheNewestCannotBeReadNow() throws Exception {
    write("run/chk-1", 1, 10);
    // A directory exists, but cannot be read as a file.
    Files.createDirectories(directory.resolve("run/chk-2/_metadata"));

    assertThatThrownBy(() -> LatestState.resume(env))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot read file:")
        .hasMessageContaining("chk-2/_metadata")
        .hasMessageContaining("-D flink.execution.state-recovery.path=");
  }

  private Path write(String name, long id, long seconds) throws IOException {
    Path path = Files.createDirectories(directory.resolve(name));
    Path metadata = path.resolve("_metadata");
    try (DataOutputStream output = new DataOutputStream(Files.newOutputStream(metadata))) {
      Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(id, List.of(), List.of()), output);
    }
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(1_700_000_000_000L + seconds * 1_000));
    return path;
  }

  private void assertResumesFrom(String name) throws IOException {
    Optional<String> path = LatestState.resume(env);
    assertThat(path).hasValueSatisfying(found -> assertThat(found).endsWith("/" + name));
    assertThat(env.getConfiguration().get(StateRecoveryOptions.SAVEPOINT_PATH))
        .isEqualTo(path.orElseThrow());
  }
}
