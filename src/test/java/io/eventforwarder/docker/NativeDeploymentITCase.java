// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.metrics.MetricDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The deployment of {@code docker/}, run without Docker, and what an operator sees of it. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NativeDeploymentITCase {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern FLINK_METRIC =
      Pattern.compile("flink_(?:job|task)manager_[A-Za-z0-9_]+");

  private static final String PROGRESS =
      "flink_jobmanager_job_operator_coordinator_enumerator_forwarder_topic_partition_";

  private static final Set<MetricDefinition> OPTIONAL = optional();

  /** A producer as it should be: few records whose headers do not decide. */
  private static final List<SampleKind> USUAL = usualTraffic();

  @TempDir private static Path directory;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static NativeDeployment deployment;
  private static Traffic traffic;

  @BeforeAll
  static void start() throws Exception {
    deployment = new NativeDeployment(directory);
    traffic = new Traffic(deployment.bootstrapServers());
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(deployment.rest() + "/overview").contains("\"slots-total\":2"));
    assertThat(deployment.submit()).contains("Job has been submitted with JobID");
    traffic.send(USUAL);
  }

  @AfterAll
  static void stop() {
    if (traffic != null) {
      traffic.close();
    }
    if (deployment != null) {
      deployment.close();
    }
  }

  @Test
  @Order(1)
  void becomesReadyAndIsNotSubmittedTwice() throws Exception {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        NativeDeployment.run(
                            Map.of(),
                            System.getProperty("forwarder.dist") + "/bin/forwarder",
                            "health",
                            "--rest",
                            deployment.rest()))
                    .contains("is RUNNING, checkpoint "));
    assertThat(deployment.submit()).startsWith("post-process-forwarder is already running");
  }

  @Test
  @Order(2)
  void showsEveryMetricThatAPanelOrARuleNames() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String file : List.of("grafana/dashboards/forwarder.json", "prometheus/rules.yml")) {
      FLINK_METRIC
          .matcher(Files.readString(Path.of("docker", file)))
          .results()
          .forEach(match -> named.add(match.group()));
    }
    assertThat(named.removeIf(NativeDeploymentITCase::isOptional)).isTrue();
    assertThat(named).hasSizeGreaterThan(20);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(scrape().keySet()).containsAll(named));
  }

  @Test
  @Order(3)
  void countsEachRecordInOnceAsAnOutcome() throws IOException {
    traffic.send(List.of());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(sum("topic_type_recordsIn")).isEqualTo(traffic.sent()));

    assertThat(sum("via_dispatched") + sum("operation_skipped") + sum("reason_deadLettered"))
        .isEqualTo(traffic.sent());
    assertThat(sum("reason_deadLettered")).isPositive();
    assertThat(sum("operation_skipped")).isPositive();
    assertThat(sum("reason_fallbacks")).isPositive();
    traffic.send(USUAL);
  }

  @Test
  @Order(4)
  void everyPanelHasDataAndAProducerThatStopsSendingHeadersRaisesAnAlertWithinAMinute()
      throws Exception {
    assumeTrue(
        DockerFilesTest.isInstalled("prometheus"),
        "prometheus is not installed (Debian: prometheus)");
    deployment.startPrometheus();

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(queriesWithoutData()).isEmpty());
    assertThat(rules())
        .hasSizeGreaterThan(10)
        .allMatch(rule -> rule.path("health").asText().equals("ok"));
    assertThat(firing()).doesNotContain("ForwarderFallbackRatioJumped");

    traffic.send(List.of(SampleKind.NO_HEADERS));
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(firing()).contains("ForwarderFallbackRatioJumped"));
    assertThat(firing())
        .doesNotContain("ForwarderDown", "ForwarderNoCheckpoint", "ForwarderProgressUnknown");
  }

  @Test
  @Order(5)
  void logsALineForEachEventAndNoPayload() throws IOException {
    List<String> plain = Files.readAllLines(deployment.log("jobmanager"));
    List<String> json = Files.readAllLines(deployment.log("taskmanager"));

    assertThat(plain)
        .filteredOn(line -> !line.startsWith("WARNING: "))
        .isNotEmpty()
        .allMatch(
            line ->
                line.matches(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d,\\d{3}\\S+ (INFO|WARN|ERROR) +\\S.*"));
    assertThat(json).isNotEmpty();
    for (String line : json) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.path("level").asText()).as(line).matches("INFO|WARN|ERROR");
      assertThat(event.path("message").isTextual()).isTrue();
    }
    assertThat(json)
        .anyMatch(line -> line.contains(" is a dead letter: "))
        // In every value of the sample traffic.
        .noneMatch(line -> line.contains("stacktrace") || line.contains("context_line"));
  }

  @Test
  @Order(6)
  void measuresTheLagWhileThereIsNoTaskManager() throws IOException {
    deployment.stopTaskManager();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, List<Double>> shown = samples(get(deployment.metrics().get(0)));
              assertThat(shown.get(PROGRESS + "cause_lagRecords"))
                  .anyMatch(offsets -> offsets > 1_000);
              assertThat(shown.get(PROGRESS + "progressAgeSeconds"))
                  .hasSizeGreaterThanOrEqualTo(3)
                  .allMatch(age -> age < 30);
            });
  }

  /** The example has no gate. */
  private static Set<MetricDefinition> optional() {
    Set<MetricDefinition> optional =
        EnumSet.range(MetricDefinition.HELD_TASKS, MetricDefinition.COMMIT_LOG_IGNORED);
    optional.add(MetricDefinition.FOLLOWER_ALIVE);
    return optional;
  }

  private static boolean isOptional(String name) {
    return OPTIONAL.stream().anyMatch(metric -> name.endsWith(metric.prometheusName()));
  }

  private static List<SampleKind> usualTraffic() {
    List<SampleKind> kinds = new ArrayList<>();
    for (int i = 0; i < 44; i++) {
      kinds.add(SampleKind.HEADERS);
    }
    kinds.add(SampleKind.NO_HEADERS);
    kinds.add(SampleKind.OTHER_OPERATION);
    kinds.add(SampleKind.SKIP_CONSUME);
    kinds.add(SampleKind.BOTH_BROKEN);
    return List.copyOf(kinds);
  }

  private static List<String> queriesWithoutData() throws IOException {
    List<String> without = new ArrayList<>();
    JsonNode dashboard =
        JSON.readTree(Path.of("docker/grafana/dashboards/forwarder.json").toFile());
    assertThat(dashboard.path("panels")).hasSizeGreaterThan(12);
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String query = target.path("expr").asText();
        JsonNode result =
            JSON.readTree(
                    get(
                        deployment.prometheus()
                            + "/api/v1/query?query="
                            + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .path("data")
                .path("result");
        if (result.isEmpty() || result.path(0).path("value").path(1).asText().equals("NaN")) {
          without.add(query);
        }
      }
    }
    return without;
  }

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group :
        JSON.readTree(get(deployment.prometheus() + "/api/v1/rules")).path("data").path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  private static List<String> firing() throws IOException {
    return rules().stream()
        .filter(rule -> rule.path("state").asText().equals("firing"))
        .map(rule -> rule.path("name").asText())
        .toList();
  }

  private static long sum(String metric) throws IOException {
    return Math.round(
        scrape()
            .getOrDefault("flink_taskmanager_job_task_operator_forwarder_" + metric, List.of())
            .stream()
            .mapToDouble(Double::doubleValue)
            .sum());
  }

  /** The values of each metric, in the text format of Prometheus. */
  private static Map<String, List<Double>> scrape() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String address : deployment.metrics()) {
      text.append(get(address));
    }
    return samples(text.toString());
  }

  private static Map<String, List<Double>> samples(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .collect(
            Collectors.groupingBy(
                line -> line.split("[{ ]", 2)[0],
                Collectors.mapping(
                    line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                    Collectors.toList())));
  }

  private static String get(String address) throws IOException {
    try {
      return CLIENT
          .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** About 200 records a second over the three topics, of kinds that can be changed. */
  private static final class Traffic implements AutoCloseable {

    private static final Map<String, EventStreamType> TOPICS =
        Map.of(
            "events", EventStreamType.ERROR,
            "transactions", EventStreamType.TRANSACTION,
            "generic-events", EventStreamType.GENERIC);

    private final KafkaProducer<byte[], byte[]> producer;
    private final SampleTraffic samples = new SampleTraffic(5, 1_500);
    private final Thread thread = new Thread(this::run, "traffic");
    private volatile List<SampleKind> kinds = List.of();
    private volatile boolean closed;
    private long sent;

    Traffic(String bootstrapServers) {
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", bootstrapServers),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      thread.start();
    }

    /** From now on, one after the other; none if there are none. */
    void send(List<SampleKind> next) {
      kinds = next;
    }

    synchronized long sent() {
      return sent;
    }

    private void run() {
      try {
        while (!closed) {
          sendOneOfEach();
          TimeUnit.MILLISECONDS.sleep(250);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void sendOneOfEach() {
      List<SampleKind> now = kinds;
      for (int i = 0; i < 48 && !now.isEmpty(); i++) {
        SampleKind kind = now.get(i % now.size());
        for (Map.Entry<String, EventStreamType> topic : TOPICS.entrySet()) {
          SampleTraffic.Sample sample = samples.next(topic.getValue(), kind);
          producer.send(
              new ProducerRecord<>(
                  topic.getKey(), null, null, null, sample.value(), sample.headers()));
          sent++;
        }
      }
      producer.flush();
    }

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
      producer.close();
    }
  }
}
