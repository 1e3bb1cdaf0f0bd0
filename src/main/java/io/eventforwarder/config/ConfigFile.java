// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file as values by dotted key. Nested maps and dotted keys are equivalent. */
final class ConfigFile {

  private static final YAMLMapper MAPPER = new YAMLMapper();

  private final Path file;
  private final List<ConfigProblem> problems;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Integer> lineByKey = new HashMap<>();

  /**
   * @param problems receives the problems of the file
   */
  ConfigFile(Path file, List<ConfigProblem> problems) {
    this.file = file;
    this.problems = problems;
  }

  Map<String, String> read() {
    try (JsonParser yaml = MAPPER.createParser(Files.readAllBytes(file))) {
      JsonToken first = yaml.nextToken();
      if (first == JsonToken.START_OBJECT) {
        readMap("", yaml);
      } else if (first != null && first != JsonToken.VALUE_NULL) {
        problem("expected a map of keys to values", "write key: value lines");
        return values;
      }
      if (yaml.nextToken() != null) {
        problem("there is a second YAML document", "remove the line --- and merge the two");
      }
    } catch (NoSuchFileException e) {
      problem("there is no such file", "check the path, or leave --config out");
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      problem(
          at == null
              ? "not valid YAML"
              : "not valid YAML at line " + at.getLineNr() + ", column " + at.getColumnNr(),
          "correct the file there");
    } catch (IOException e) {
      problem("cannot be read (" + e.getMessage() + ")", "check its permissions");
    }
    return values;
  }

  private void readMap(String prefix, JsonParser yaml) throws IOException {
    while (yaml.nextToken() != JsonToken.END_OBJECT) {
      String key = prefix + yaml.currentName();
      int line = yaml.currentTokenLocation().getLineNr();
      Integer firstLine = lineByKey.putIfAbsent(key, line);
      if (firstLine != null) {
        problem(
            "key " + key + " is set at line " + firstLine + " and at line " + line,
            "keep one of them");
      }
      if (yaml.nextToken() == JsonToken.START_OBJECT) {
        readMap(key + ".", yaml);
      } else {
        readValue(key, yaml.readValueAsTree());
      }
    }
  }

  private void readValue(String key, JsonNode value) {
    if (value.isArray()) {
      List<String> elements = new ArrayList<>();
      value.forEach(element -> elements.add(element.asText()));
      values.put(key, String.join(",", elements));
    } else if (!value.isNull()) {
      values.put(key, value.asText());
    }
  }

  private void problem(String rule, String remedy) {
    problems.add(new ConfigProblem("--config", file.toString(), rule, remedy));
  }
}
