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

/** With answers in the form of Flink's REST API; integration tests use the API itself. */
class JobHealthTest {

  private static final String CHECKPOINT =
      """
      {"latest": {"completed": {"id": 12, "latest_ack_timestamp": %d}}}
      """;

  @ParameterizedTest
  @CsvSource({
    // Three intervals, and at least ten seconds.
    "60000, 0, true",
    "60000, 180000, true",
    "60000, 180001, false",
    "1000, 10000, true",
    "1000, 10001, false",
    "200, 601, true",
    "200, 10000, true",
    "200, 10001, false",
    "200, -50, true"
  })
  void isReadyWhileTheLastCheckpointIsRecent(long interval, long age, boolean ready)
      throws IOException {
    JobHealth.Finding finding = judge("RUNNING", CHECKPOINT.formatted(1_000_000 - age), interval);

    assertThat(finding.isReady()).isEqualTo(ready);
    assertThat(finding.isAlive()).isTrue();
    assertThat(finding.message())
        .startsWith("job 'post-process-forwarder' (0a1b) is RUNNING, checkpoint 12 was completed ")
        .endsWith(" s ago, the interval is %.1f s".formatted(interval / 1000.0));
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
  void reportsThatNobodyAnswers() throws IOException {
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
    return judge(state, checkpoints, 1_000);
  }

  private static JobHealth.Finding judge(String state, String checkpoints, long interval)
      throws IOException {
    return JobHealth.judge(
        json(
            """
            {"jid": "0a1b", "name": "post-process-forwarder", "state": "%s",
             "start-time": 900000, "duration": 100000}
            """
                .formatted(state)),
        json(checkpoints),
        json("{\"mode\": \"exactly_once\", \"interval\": %d}".formatted(interval)));
  }

  private static JsonNode json(String text) throws IOException {
    return new JsonMapper().readTree(text);
  }
}
