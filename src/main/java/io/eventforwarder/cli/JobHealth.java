// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.kafka.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Reads the state of a job from a JobManager's REST API. A job is alive unless it has ended. It is
 * ready if it runs and has completed a checkpoint within the last {@value #MAX_INTERVALS}
 * checkpoint intervals, or within {@link #MIN_AGE_MS} if that is longer.
 */
final class JobHealth {

  private static final int MAX_INTERVALS = 3;

  /**
   * Flink's REST API shows checkpoints up to 3 s late, and one slow checkpoint among many short
   * ones is no fault.
   */
  private static final long MIN_AGE_MS = 10_000;

  private static final Set<String> ENDED =
      Set.of("FAILED", "CANCELED", "FINISHED", "SUSPENDED", "FAILING", "CANCELLING");

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI rest;
  private final String jobName;

  /**
   * The result of a check.
   *
   * @param message one line with the job, its state and its last checkpoint
   */
  record Finding(boolean isAlive, boolean isReady, String message) {}

  JobHealth(URI rest, String jobName) {
    this.rest = rest;
    this.jobName = jobName;
  }

  /**
   * @throws UnavailableException if the REST API does not respond or has no such job
   */
  Finding find() throws InterruptedException {
    JsonNode job =
        StreamSupport.stream(get("/jobs/overview").path("jobs").spliterator(), false)
            .filter(candidate -> candidate.path("name").asText().equals(jobName))
            .max(Comparator.comparingLong(candidate -> candidate.path("start-time").longValue()))
            .orElseThrow(
                () ->
                    new UnavailableException(
                        "no job '%s' at %s; submit it, or name another with --job"
                            .formatted(jobName, rest)));
    String checkpoints = "/jobs/" + job.path("jid").textValue() + "/checkpoints";
    return judge(job, get(checkpoints), get(checkpoints + "/config"));
  }

  /** Uses the JobManager's clock alone. */
  static Finding judge(JsonNode job, JsonNode checkpoints, JsonNode config) {
    String state = job.path("state").textValue();
    String subject =
        "job '%s' (%s) is %s"
            .formatted(job.path("name").textValue(), job.path("jid").textValue(), state);
    if (!state.equals("RUNNING")) {
      return new Finding(!ENDED.contains(state), false, subject);
    }
    JsonNode last = checkpoints.path("latest").path("completed");
    if (!last.isObject()) {
      return new Finding(true, false, subject + ", no checkpoint is complete yet");
    }
    long now = job.path("start-time").longValue() + job.path("duration").longValue();
    long age = Math.max(0, now - last.path("latest_ack_timestamp").longValue());
    long interval = config.path("interval").longValue();
    return new Finding(
        true,
        age <= Math.max(MAX_INTERVALS * interval, MIN_AGE_MS),
        "%s, checkpoint %d was completed %.1f s ago, the interval is %.1f s"
            .formatted(subject, last.path("id").longValue(), age / 1000.0, interval / 1000.0));
  }

  private JsonNode get(String path) throws InterruptedException {
    URI address = rest.resolve(path);
    try {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new UnavailableException(
            "%s answers with status %d; give the address of a JobManager's REST API"
                .formatted(address, response.statusCode()));
      }
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new UnavailableException(
          "%s does not answer (%s); check the address, and whether the JobManager runs"
              .formatted(address, e.getClass().getSimpleName()),
          e);
    }
  }
}
