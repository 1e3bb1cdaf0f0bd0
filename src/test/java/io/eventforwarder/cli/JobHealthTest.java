// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.demo.FreePorts;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as Flink's REST API gives them; the real thing is asked in the integration tests. */
class JobHealthTest {

  private static final String CHECKPOINT =
      """
      {"latest": {"completed": {"id": 12, "latest_ack_timestamp": %d}}}
      """;

  @ParameterizedTest
  @CsvSource({"0, true", "3000, true", "3001, false", "600000, false", "-50, true"})
  void isReadyWhenACheckpointWasCompletedWithinThreeIntervals(long age, boolean ready)
      throws IOException {
    JobHealth.Finding finding = judge("RUNNING", CHECKPOINT.formatted(1_000_000 - age));

    assertThat(finding.isReady()).isEqualTo(ready);
    assertThat(finding.isAlive()).isTrue();
    assertThat(finding.message())
        .startsWith("job 'post-process-forwarder' (0a1b) is RUNNING, checkpoint 12 was completed ")
        .endsWith(" s ago, the interval is 1.0 s");
  }

  @Test
  void isNotReadyBeforeTheFirstCheckpoint() throws IOException {
    JobHealth.Finding finding = judge("RUNNING", "{\"latest\": {\"completed\": null}}");

    assertThat(finding.isReady()).isFalse();
    assertThat(finding.isAlive()).isTrue();
    assertThat(finding.message()).endsWith("no checkpoint is complete yet");
  }

  @ParameterizedTest
  @CsvSource({
    "CREATED, true",
    "INITIALIZING, true",
    "RESTARTING, true",
    "FAILING, false",
    "FAILED, false",
    "CANCELED, false",
    "FINISHED, false"
  })
  void isNotReadyInAnyOtherStateAndAliveUntilItEnds(String state, boolean alive)
      throws IOException {
    JobHealth.Finding finding = judge(state, CHECKPOINT.formatted(1_000_000));

    assertThat(finding.isReady()).isFalse();
    assertThat(finding.isAlive()).isEqualTo(alive);
  }

  @Test
  void tellsThatNobodyAnswers() throws IOException {
    int port = FreePorts.next();
    CommandLineRun run = CommandLineRun.of("health", "--rest", "http://localhost:" + port);

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err())
        .isEqualTo(
            "error: http://localhost:%d/jobs/overview does not answer (ConnectException); check the"
                    .formatted(port)
                + " address, and whether the JobManager runs\n");
  }

  @Test
  void refusesAnAddressWithoutAScheme() {
    CommandLineRun run = CommandLineRun.of("health", "--rest", "localhost:8081");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--rest localhost:8081: expected http://host:port");
  }

  private static JobHealth.Finding judge(String state, String checkpoints) throws IOException {
    return JobHealth.judge(
        json(
            """
            {"jid": "0a1b", "name": "post-process-forwarder", "state": "%s",
             "start-time": 900000, "duration": 100000}
            """
                .formatted(state)),
        json(checkpoints),
        json("{\"mode\": \"exactly_once\", \"interval\": 1000}"));
  }

  private static JsonNode json(String text) throws IOException {
    return new JsonMapper().readTree(text);
  }
}
