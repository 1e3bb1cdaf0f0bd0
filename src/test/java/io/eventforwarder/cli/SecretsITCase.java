// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.testing.SecureBroker;
import io.eventforwarder.testing.SecureBroker.Mode;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job never reveals its secrets: the test searches everything that its process outputs. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class SecretsITCase {

  private static final String FILE_PASSWORD = "file-4711-secret";
  private static final String USER_PASSWORD = "user-4712-secret";
  private static final String FLINK_SECRET = "flink-4713-secret";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern WEB_INTERFACE =
      Pattern.compile("Flink web interface: (http://\\S+)");

  /** Everything of ours, and Kafka and Flink at level info. */
  private static final String LOGGING =
      """
      rootLogger.level = INFO
      rootLogger.appenderRef.console.ref = console
      logger.ours.name = io.eventforwarder
      logger.ours.level = DEBUG
      appender.console.name = console
      appender.console.type = Console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %level %c - %m%n%throwable
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper mapper = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void outputsNoneOfThem() throws Exception {
    Map<String, String> outputs = new TreeMap<>();
    try (SecureBroker broker =
        new SecureBroker(directory, FILE_PASSWORD, USER_PASSWORD, List.of())) {
      TestTopics topics = new TestTopics(broker.broker(), 1, 1);
      Path log = directory.resolve("out.log");
      Process process = start(settings(broker, topics), log);
      try {
        URI web = webInterface(process, log);
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> get(web, "/jobs/overview").contains("\"RUNNING\""));
        // From then on it can be stopped with a savepoint.
        await().atMost(PATIENCE).until(() -> completedCheckpoints(web) > 0);
        crawl(web, outputs);
        assertThat(process.isAlive()).isTrue();
      } finally {
        process.destroy();
        process.waitFor();
      }
      outputs.put("output", Files.readString(log));
    }

    // Kafka's clients log their settings, these among them.
    assertThat(outputs.get("output"))
        .contains("ssl.truststore.password = [hidden]")
        .contains("sasl.jaas.config = [hidden]")
        .contains("stopped; to continue exactly here");
    outputs.forEach(
        (place, text) ->
            assertThat(text)
                .as(place)
                .doesNotContain(FILE_PASSWORD)
                .doesNotContain(USER_PASSWORD)
                .doesNotContain(FLINK_SECRET));
    assertThat(outputs).hasSizeGreaterThan(12);
    assertThat(String.join("", outputs.values())).contains("forwarder.via.headers.dispatched");
  }

  /** Passwords of files by environment, that of the user by file, Flink's as it is. */
  private Map<String, String> settings(SecureBroker broker, TestTopics topics) throws IOException {
    Map<String, String> settings =
        new HashMap<>(topics.settings(broker.settings(Mode.SASL_SCRAM, SecureBroker.USER)));
    Path jaas = directory.resolve("jaas");
    Files.writeString(jaas, settings.get("kafka.source.properties.sasl.jaas.config") + "\n");
    for (String prefix : List.of("kafka.source.properties.", "kafka.sink.properties.")) {
      settings.put(prefix + "sasl.jaas.config", "${FILE:" + jaas + "}");
      settings.put(prefix + "ssl.truststore.password", "${ENV:FILE_PASSWORD}");
      settings.put(prefix + "ssl.keystore.location", broker.certificates().keystore("forwarder"));
      settings.put(prefix + "ssl.keystore.password", "${ENV:FILE_PASSWORD}");
    }
    settings.put("flink.s3.secret-key", FLINK_SECRET);
    return settings;
  }

  private Process start(Map<String, String> settings, Path log) throws IOException {
    Path logging = Files.writeString(directory.resolve("log4j2.properties"), LOGGING);
    Path config = directory.resolve("forwarder.yaml");
    Files.writeString(config, mapper.writeValueAsString(settings));
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Dlog4j2.configurationFile=" + logging,
            "-cp",
            System.getProperty("java.class.path"),
            "io.eventforwarder.cli.ForwarderCli",
            "run",
            "--config",
            config.toString());
    builder.environment().put("FILE_PASSWORD", FILE_PASSWORD);
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static URI webInterface(Process process, Path log) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String output = Files.readString(log);
              assertThat(process.isAlive()).as(output).isTrue();
              Matcher matcher = WEB_INTERFACE.matcher(output);
              return matcher.find() ? URI.create(matcher.group(1)) : null;
            },
            uri -> uri != null);
  }

  /** Everything that Flink's REST API returns about the cluster and the job. */
  private void crawl(URI web, Map<String, String> outputs) throws Exception {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/config",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/metrics",
                "/jobs/overview",
                "/taskmanagers",
                "/jars"));
    String job = job(web);
    for (String path :
        List.of("", "/config", "/plan", "/exceptions", "/checkpoints/config", "/metrics")) {
      paths.add("/jobs/" + job + path);
    }
    for (JsonNode vertex : mapper.readTree(get(web, "/jobs/" + job)).path("vertices")) {
      String path = "/jobs/" + job + "/vertices/" + vertex.path("id").asText();
      paths.add(path);
      paths.add(path + "/subtasks/metrics");
      paths.add(path + "/metrics");
    }
    for (String path : paths) {
      outputs.put(path, get(web, path));
    }
  }

  private int completedCheckpoints(URI web) throws Exception {
    return mapper
        .readTree(get(web, "/jobs/" + job(web) + "/checkpoints"))
        .path("counts")
        .path("completed")
        .asInt();
  }

  private String job(URI web) throws Exception {
    return mapper.readTree(get(web, "/jobs")).path("jobs").path(0).path("id").asText();
  }

  private String get(URI web, String path) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(web.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    return response.body();
  }
}
