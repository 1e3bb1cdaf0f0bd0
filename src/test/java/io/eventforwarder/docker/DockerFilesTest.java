// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventforwarder.config.ForwarderConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the files in {@code docker/} as far as that is possible without Docker. */
class DockerFilesTest {

  private static final Path DOCKER = Path.of("docker");
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void imagesArePinnedAndFilesExist() throws IOException {
    JsonNode compose = YAML.readTree(DOCKER.resolve("compose.yaml").toFile());

    assertThat(Files.readString(DOCKER.resolve("Dockerfile")))
        .contains("FROM flink:2.3.0-java17\n", "USER flink");
    assertThat(Files.readAllLines(DOCKER.resolve("compose.yaml")))
        .filteredOn(line -> line.strip().startsWith("image:"))
        .hasSize(5)
        .allMatch(line -> line.matches(" +image: [a-z/-]+:v?[0-9]+\\.[0-9]+\\.[0-9]+"));
    for (JsonNode service : compose.path("services")) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":")[0];
        if (source.startsWith("./")) {
          assertThat(DOCKER.resolve(source)).exists();
        }
      }
    }
  }

  @Test
  void theTaskManagerLooksForItsJobManagerWhereItIs() throws IOException {
    for (String service : List.of("jobmanager", "taskmanager")) {
      assertThat(ImageConfiguration.of(service).get(JobManagerOptions.ADDRESS))
          .as("jobmanager.rpc.address of " + service)
          .isEqualTo("jobmanager");
    }
    assertThat(ImageConfiguration.services().keySet().contains("jobmanager")).isTrue();
  }

  @Test
  void theExamplesConfigurationsAreValid(@TempDir Path directory) throws IOException {
    ForwarderConfig compose =
        ForwarderConfig.load(
            Optional.of(DOCKER.resolve("forwarder.yaml")),
            Map.of(),
            Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:19092"));
    Path kubernetes =
        Files.writeString(
            directory.resolve("forwarder.yaml"),
            kubernetes().get(1).path("data").path("forwarder.yaml").textValue());

    assertThat(compose.source().bootstrapServers()).isEqualTo("kafka:19092");
    assertThat(compose.source().typeByTopic()).hasSize(3);
    assertThat(
            ForwarderConfig.load(
                    Optional.of(kubernetes), Map.of(), Map.of("KAFKA_SASL_JAAS_CONFIG", "a secret"))
                .source()
                .kafkaProperties())
        .containsEntry("sasl.jaas.config", "a secret");
  }

  @Test
  void theFlinkDeploymentFitsItsDefinition() throws IOException {
    JsonNode definition;
    try (InputStream stream =
        DockerFilesTest.class.getResourceAsStream(
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml")) {
      definition = YAML.readTree(stream);
    }
    JsonNode schema =
        definition
            .path("spec")
            .path("versions")
            .path(0)
            .path("schema")
            .path("openAPIV3Schema")
            .path("properties")
            .path("spec");
    List<String> problems = new ArrayList<>();
    check("spec", kubernetes().get(0).path("spec"), schema, problems);

    // The definition at hand is older than this version of Flink.
    assertThat(problems).containsExactly("spec.flinkVersion: not one of the values: v2_3");
  }

  @Test
  void theFlinkDeploymentHasTheSettingsOfConfigYaml() throws IOException {
    Configuration shipped = GlobalConfiguration.loadConfiguration("conf");
    Map<String, String> deployed = new TreeMap<>();
    kubernetes()
        .get(0)
        .path("spec")
        .path("flinkConfiguration")
        .properties()
        .forEach(entry -> deployed.put(entry.getKey(), entry.getValue().textValue()));

    Map<String, String> same = new HashMap<>(shipped.toMap());
    same.keySet().retainAll(deployed.keySet());
    same.keySet().removeIf(key -> deployed.get(key).startsWith("s3:"));
    assertThat(same).hasSizeGreaterThan(12);
    assertThat(deployed).containsAllEntriesOf(same);
  }

  @Test
  void theAlertRulesPassTheirTests() throws Exception {
    assumeTrue(isInstalled("promtool"), "promtool is not installed (Debian: prometheus)");
    run("promtool", "check", "rules", "docker/prometheus/rules.yml");
    run("promtool", "check", "config", "docker/prometheus/prometheus.yml");
    run("promtool", "test", "rules", "docker/prometheus/rules_test.yml");
  }

  private static List<JsonNode> kubernetes() throws IOException {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class)
            .readValues(DOCKER.resolve("kubernetes/flink-deployment.yaml").toFile())) {
      return documents.readAll();
    }
  }

  /** Unknown fields, wrong types and values, which an API server would refuse or drop. */
  private static void check(String path, JsonNode node, JsonNode schema, List<String> problems) {
    String type = schema.path("type").asText();
    boolean fits =
        switch (type) {
          case "object" -> node.isObject();
          case "array" -> node.isArray();
          case "string" -> node.isTextual();
          case "integer" -> node.isIntegralNumber();
          case "number" -> node.isNumber();
          case "boolean" -> node.isBoolean();
          default -> true;
        };
    if (!fits && !schema.path("x-kubernetes-int-or-string").asBoolean()) {
      problems.add(path + ": not of type " + type);
      return;
    }
    if (schema.has("enum") && !contains(schema.path("enum"), node)) {
      problems.add(path + ": not one of the values: " + node.asText());
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(path + "[" + i + "]", node.path(i), schema.path("items"), problems);
      }
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = path + "." + field.getKey();
      if (schema.path("properties").has(field.getKey())) {
        check(name, field.getValue(), schema.path("properties").path(field.getKey()), problems);
      } else if (schema.path("additionalProperties").isObject()) {
        check(name, field.getValue(), schema.path("additionalProperties"), problems);
      } else if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
        problems.add(name + ": no such field");
      }
    }
  }

  private static boolean contains(JsonNode values, JsonNode node) {
    for (JsonNode value : values) {
      if (value.equals(node)) {
        return true;
      }
    }
    return false;
  }

  static boolean isInstalled(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + command).start().waitFor() == 0;
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
