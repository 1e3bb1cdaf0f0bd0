// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A JobManager's REST API, as far as it is needed to run the job jar. */
final class FlinkRest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String BOUNDARY = "forwarder-job-jar";

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI address;

  FlinkRest(URI address) {
    this.address = address;
  }

  /** Slots of the TaskManagers that have registered; -1 while the JobManager does not answer. */
  int slots() throws InterruptedException {
    try {
      return get("/overview").path("slots-total").asInt(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Returns the jar's id. */
  String upload(Path jar) throws IOException, InterruptedException {
    byte[] head =
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName()
                + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        request("/jars/upload")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofByteArrays(List.of(head, Files.readAllBytes(jar), tail)))
            .build();
    String file = send(request).path("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /**
   * Runs a jar.
   *
   * @param savepoint to start from, null for none
   * @return the job's id
   */
  String run(String jar, List<String> arguments, int parallelism, String savepoint)
      throws IOException, InterruptedException {
    ObjectNode body = MAPPER.createObjectNode();
    arguments.forEach(body.putArray("programArgsList")::add);
    body.put("parallelism", parallelism);
    if (savepoint != null) {
      body.put("savepointPath", savepoint);
    }
    return post("/jars/" + jar + "/run", body).path("jobid").asText();
  }

  /** True if all tasks run. False while the JobManager does not answer. */
  boolean isRunning(String job) throws InterruptedException {
    try {
      JsonNode details = get("/jobs/" + job);
      if (!details.path("state").asText().equals("RUNNING")) {
        return false;
      }
      for (JsonNode vertex : details.path("vertices")) {
        if (vertex.path("tasks").path("RUNNING").asInt() != vertex.path("parallelism").asInt()) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String state(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job).path("state").asText();
  }

  /** Counts by state: completed, failed, ... */
  Map<String, Integer> checkpoints(String job) throws IOException, InterruptedException {
    Map<String, Integer> counts = new HashMap<>();
    get("/jobs/" + job + "/checkpoints")
        .path("counts")
        .properties()
        .forEach(count -> counts.put(count.getKey(), count.getValue().asInt()));
    return counts;
  }

  void cancel(String job) throws IOException, InterruptedException {
    send(request("/jobs/" + job + "?mode=cancel").method("PATCH", BodyPublishers.noBody()).build());
  }

  /** Stops the job with a savepoint. Returns the id to ask for with {@link #savepoint}. */
  String stop(String job, Path directory) throws IOException, InterruptedException {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("targetDirectory", directory.toUri().toString());
    return post("/jobs/" + job + "/stop", body).path("request-id").asText();
  }

  /** Makes a savepoint. Returns the id to ask for with {@link #savepoint}. */
  String triggerSavepoint(String job, Path directory) throws IOException, InterruptedException {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("target-directory", directory.toUri().toString());
    return post("/jobs/" + job + "/savepoints", body).path("request-id").asText();
  }

  /** Where the savepoint is; null as long as it is not complete. */
  String savepoint(String job, String request) throws IOException, InterruptedException {
    JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
    if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
      return null;
    }
    JsonNode operation = answer.path("operation");
    if (operation.has("failure-cause")) {
      throw new IOException(operation.path("failure-cause").path("stack-trace").asText());
    }
    return operation.path("location").asText();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofMinutes(2));
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          request.uri() + " answers " + response.statusCode() + ": " + response.body());
    }
    return MAPPER.readTree(response.body());
  }
}
