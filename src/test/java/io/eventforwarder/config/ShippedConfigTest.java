// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

/** {@code conf/forwarder.yaml} is the defaults, and has every option with its description. */
class ShippedConfigTest {

  private static final Path FILE = Path.of("conf/forwarder.yaml");

  /** An entry that is commented out: dotted lower-case words and a colon. */
  private static final Pattern COMMENTED_ENTRY =
      Pattern.compile("(?m)^( *)# ( *[a-z][a-z_.-]*:( .*)?)$");

  @Test
  void equalsTheDefaults() {
    ForwarderConfig defaults =
        ForwarderConfig.load(
            Optional.empty(), Map.of("source.bootstrap-servers", "localhost:9092"), Map.of());

    assertThat(ForwarderConfig.load(Optional.of(FILE), Map.of(), Map.of())).isEqualTo(defaults);
  }

  @Test
  void setsEveryOptionThatHasADefault() throws IOException {
    ConfigValues values = new ConfigValues(Map.of());
    values.addFile(FILE);

    for (ConfigOption<?> option : ForwarderOptions.all()) {
      boolean isSet =
          values.values().keySet().stream()
              .anyMatch(key -> key.equals(option.key()) || key.startsWith(option.key() + "."));
      assertThat(isSet)
          .as(option.key())
          .isEqualTo(hasDefault(option) || option.key().equals("source.bootstrap-servers"));
    }
  }

  @Test
  void namesEveryOptionAndNoOther() throws IOException {
    String all = COMMENTED_ENTRY.matcher(Files.readString(FILE)).replaceAll("$1$2");
    JsonNode root = new YAMLMapper().readTree(all);

    TreeSet<String> unknown = new TreeSet<>();
    TreeSet<String> missing =
        ForwarderOptions.all().stream()
            .map(ConfigOption::key)
            .collect(Collectors.toCollection(TreeSet::new));
    collect("", root, missing, unknown);
    assertThat(missing).isEmpty();
    assertThat(unknown)
        .allMatch(
            key ->
                key.startsWith(ForwarderOptions.KAFKA_SOURCE_PREFIX)
                    || key.startsWith(ForwarderOptions.KAFKA_SINK_PREFIX)
                    || key.startsWith(ForwarderOptions.FLINK_PREFIX));
  }

  @Test
  void describesEveryOption() throws IOException {
    String comments =
        Arrays.stream(Files.readString(FILE).split("\n"))
            .map(String::strip)
            .filter(line -> line.startsWith("# "))
            .map(line -> line.substring(2).strip())
            .collect(Collectors.joining(" "));

    for (ConfigOption<?> option : ForwarderOptions.all()) {
      String description =
          new HtmlFormatter()
              .format(option.description())
              .replace("&lt;", "<")
              .replace("&gt;", ">");
      assertThat(comments).as(option.key()).contains(description);
    }
  }

  private static boolean hasDefault(ConfigOption<?> option) {
    return option.hasDefaultValue()
        && !(option.defaultValue() instanceof Map<?, ?> map && map.isEmpty());
  }

  private static void collect(
      String key, JsonNode node, TreeSet<String> missing, TreeSet<String> unknown) {
    if (missing.remove(key)) {
      return;
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        collect(
            key.isEmpty() ? property.getKey() : key + "." + property.getKey(),
            property.getValue(),
            missing,
            unknown);
      }
    } else {
      unknown.add(key);
    }
  }
}
