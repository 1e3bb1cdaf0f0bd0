// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.FreePorts;
import io.eventforwarder.demo.SampleProducer;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.testing.Accounts;
import io.eventforwarder.testing.DecodeVector;
import io.eventforwarder.testing.JsonComparison;
import io.eventforwarder.testing.OutputReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn package} leaves in {@code target/}, used as users use it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DistributionITCase {

  private static final Path DIST = Path.of(System.getProperty("forwarder.dist"));
  private static final Path JOB_JAR = Path.of(System.getProperty("forwarder.job-jar"));
  private static final ObjectMapper MAPPER = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void theJobJarHoldsTheJobAndNeitherFlinkNorCommandsNorBroker() throws IOException {
    List<String> classes;
    try (JarFile jar = new JarFile(JOB_JAR.toFile())) {
      classes =
          jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")).toList();
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.eventforwarder.job.ForwarderJob");
    }
    assertThat(classes)
        .contains(
            "io/eventforwarder/job/ForwarderJob.class",
            "org/apache/flink/connector/kafka/source/KafkaSource.class",
            "org/apache/kafka/clients/producer/KafkaProducer.class",
            "io/eventforwarder/shaded/protobuf/Message.class")
        .noneMatch(name -> name.startsWith("io/eventforwarder/cli/"))
        .noneMatch(name -> name.startsWith("io/eventforwarder/demo/"))
        .noneMatch(name -> name.startsWith("io/eventforwarder/bench/"))
        .noneMatch(name -> name.startsWith("org/apache/flink/api/"))
        .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
        .noneMatch(name -> name.startsWith("kafka/"))
        .noneMatch(name -> name.startsWith("com/fasterxml/"))
        .noneMatch(name -> name.startsWith("com/google/"))
        .noneMatch(name -> name.startsWith("org/apache/logging/"));
  }

  @Test
  void listsTheLicencesOfAllThatIsBundled() throws IOException {
    try (JarFile jar = new JarFile(JOB_JAR.toFile())) {
      String bundled =
          new String(
              jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.txt")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(bundled)
          .contains("org.apache.kafka:kafka-clients:", "com.google.protobuf:protobuf-java:")
          .doesNotContain("org.apache.kafka:kafka_2.13:", "org.assertj:");
    }
    assertThat(Files.readString(DIST.resolve("THIRD-PARTY.txt")))
        .contains("org.apache.kafka:kafka-clients:", "org.apache.kafka:kafka_2.13:")
        .doesNotContain("org.assertj:");
  }

  @Test
  void decodesWithoutFlinkAsTheVectorsSay() throws Exception {
    Path output = directory.resolve("decoded.jsonl");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                classPathWithoutFlink(),
                "io.eventforwarder.cli.ForwarderCli",
                "decode",
                "--jsonl",
                "--strict")
            .redirectInput(new File("src/test/resources/vectors/decode-synthetic.jsonl"))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    assertThat(process.waitFor()).isEqualTo(ExitCode.DATA_PROBLEM);
    List<DecodeVector> vectors = DecodeVector.synthetic();
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    assertThat(lines).hasSameSizeAs(vectors);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode decoded = MAPPER.readTree(lines.get(i));
      DecodeVector vector = vectors.get(i);
      assertThat(decoded.path("id").textValue()).isEqualTo(vector.id());
      if (!vector.isQuirk()) {
        assertThat(JsonComparison.same(decision(decoded), decision(vector.expected())))
            .as("%s: %s", vector, decoded)
            .isTrue();
        assertThat(decoded.path("error").isNull())
            .isEqualTo(vector.expected().path("error").isNull());
      }
    }
  }

  @Test
  void decodeAnswersALineThatIsNoRecordAndGoesOn() throws Exception {
    Path input =
        Files.writeString(
            directory.resolve("input.jsonl"),
            """
            not json
            {"id": 7, "headers": "x", "value": null}
            {"id": "last", "eventstream_type": "error", "headers": [], "value": null}
            """);
    Process process = forwarder("decode", "--jsonl").redirectInput(input.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(ExitCode.DONE);
    List<JsonNode> answers = new ArrayList<>();
    for (String line : output.lines().toList()) {
      answers.add(MAPPER.readTree(line));
    }
    assertThat(answers)
        .extracting(answer -> answer.path("outcome").textValue())
        .containsOnly("fail");
    assertThat(answers)
        .extracting(answer -> answer.path("error").textValue())
        .containsExactly("INVALID_INPUT", "INVALID_INPUT", "EMPTY_VALUE");
    assertThat(answers)
        .extracting(answer -> answer.path("id").asText())
        .containsExactly("null", "7", "last");
  }

  @Test
  void runForwardsOnThisMachine() throws Exception {
    Accounts accounts = new Accounts();
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      DemoTopics.create(broker);
      int healthPort = FreePorts.next();
      List<String> command = new ArrayList<>(List.of("run", "--health-port", "" + healthPort));
      DemoTopics.settings(broker.bootstrapServers())
          .forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
      Path log = directory.resolve("run.log");
      Path temporary = Files.createDirectories(directory.resolve("tmp"));
      ProcessBuilder builder = forwarder(command.toArray(String[]::new));
      builder.environment().put("FORWARDER_JVM_OPTS", "-Djava.io.tmpdir=" + temporary);
      Process process = builder.redirectOutput(log.toFile()).start();
      try (OutputReader output = new OutputReader(broker.bootstrapServers(), accounts);
          SampleProducer producer = SampleProducer.connect(broker.bootstrapServers(), Map.of())) {
        producer.produce(
            new SampleTraffic(3, 1_500), DemoTopics.sources(), 300, 0, accounts::produced);
        await()
            .atMost(Duration.ofSeconds(120))
            .untilAsserted(
                () -> {
                  output.poll();
                  assertThat(accounts.accounted()).isEqualTo(300);
                });
        assertHealthy(healthPort, webInterface(log));
        process.destroy();
        process.waitFor();
        output.readToEnd();
      } finally {
        process.destroy();
      }
      assertThat(accounts.discrepancies()).isEmpty();
      assertThat(Files.readString(log))
          .contains(
              "forwarding events, generic-events, transactions from " + broker.bootstrapServers())
          .containsPattern("Flink web interface: http://127\\.0\\.0\\.1:\\d+")
          .containsPattern("stopped; .* flink.execution.state-recovery.path=file:/");
      assertThat(hangingTransactions(broker)).isEmpty();
      assertSavepointIsPrivate(log, temporary);
      assertThat(temporary.toFile().list())
          .noneMatch(name -> name.startsWith("flink-rpc") || name.startsWith("minicluster"));
    }
  }

  private static void assertSavepointIsPrivate(Path log, Path temporary) throws IOException {
    Matcher savepoint =
        Pattern.compile("state-recovery.path=(file:\\S+)").matcher(Files.readString(log));
    assertThat(savepoint.find()).isTrue();
    Path parent = Path.of(URI.create(savepoint.group(1))).getParent();

    assertThat(parent.getParent()).isEqualTo(temporary);
    assertThat(parent.getFileName().toString()).matches("post-process-forwarder-savepoint-\\d+");
    assertThat(Files.getPosixFilePermissions(parent))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  private static String webInterface(Path log) throws IOException {
    Matcher matcher =
        Pattern.compile("Flink web interface: (http://127\\.0\\.0\\.1:\\d+)")
            .matcher(Files.readString(log));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static void assertHealthy(int healthPort, String webInterface) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (String probe : List.of("ready", "live")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/" + probe))
              .build();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                assertThat(response.body()).contains("job 'post-process-forwarder'", "is RUNNING");
                assertThat(response.statusCode()).isEqualTo(200);
              });
    }
    assertThat(forwarder("health", "--live", "--rest", webInterface).start().waitFor())
        .isEqualTo(ExitCode.DONE);
    assertThat(
            forwarder("health", "--rest", webInterface, "--job", "another")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  private static List<TransactionListing> hangingTransactions(EmbeddedBroker broker)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin
          .listTransactions(
              new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING)))
          .all()
          .get()
          .stream()
          .toList();
    }
  }

  private static ProcessBuilder forwarder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(DIST.resolve("bin/forwarder").toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static String classPathWithoutFlink() throws IOException {
    try (Stream<Path> own = Files.list(DIST.resolve("lib/forwarder"));
        Stream<Path> libraries = Files.list(DIST.resolve("lib"))) {
      return Stream.concat(own, libraries)
          .map(Path::toString)
          .filter(path -> path.endsWith(".jar"))
          .filter(path -> !path.contains("/flink-"))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static JsonNode decision(JsonNode json) {
    ObjectNode decision = MAPPER.createObjectNode();
    for (String name : List.of("outcome", "via", "fallback", "task")) {
      decision.set(name, json.path(name));
    }
    return decision;
  }
}
