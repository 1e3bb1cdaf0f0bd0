// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that a user has given, by dotted key, before anything checks them: the file's, then
 * those of the command line over them, with {@code ${ENV:NAME}} replaced by environment variables
 * and {@code ${FILE:/path}} by what the file holds.
 */
final class ConfigValues {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(ENV|FILE):([^}]*)}");
  private static final Pattern TRAILING_LINE_ENDS = Pattern.compile("[\\r\\n]+\\z");

  private final Map<String, String> environment;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();

  ConfigValues(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> values() {
    return values;
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  /** Adds a YAML file's values; nested maps and dotted keys mean the same. */
  void addFile(Path file) {
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readAllBytes(file));
      if (root.isObject()) {
        flatten("", root);
      } else if (!root.isMissingNode() && !root.isNull()) {
        fileProblem(file, "expected a map of keys to values", "write key: value lines");
      }
    } catch (NoSuchFileException e) {
      fileProblem(file, "there is no such file", "check the path, or leave --config out");
    } catch (JacksonException e) {
      JsonLocation location = e.getLocation();
      fileProblem(
          file,
          "not valid YAML"
              + (location == null
                  ? ""
                  : " at line " + location.getLineNr() + ", column " + location.getColumnNr()),
          "mend the file there");
    } catch (IOException e) {
      fileProblem(file, "cannot be read (" + e.getMessage() + ")", "check its permissions");
    }
  }

  private void fileProblem(Path file, String rule, String remedy) {
    problems.add(new ConfigProblem("--config", file.toString(), rule, remedy));
  }

  private void flatten(String key, JsonNode node) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        flatten(
            key.isEmpty() ? property.getKey() : key + "." + property.getKey(), property.getValue());
      }
    } else if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(element.asText()));
      put(key, String.join(",", elements));
    } else if (!node.isNull()) {
      put(key, node.asText());
    }
  }

  /** Adds one {@code key=value} of the command line. */
  void addOverride(String key, String value) {
    // An override of a whole map replaces the file's entries.
    values.keySet().removeIf(existing -> existing.startsWith(key + "."));
    put(key, value);
  }

  private void put(String key, String value) {
    Matcher matcher = REFERENCE.matcher(value);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      Optional<String> referenced =
          matcher.group(1).equals("ENV") ? variable(key, name) : fileContent(key, name);
      matcher.appendReplacement(
          resolved, Matcher.quoteReplacement(referenced.orElse(matcher.group())));
    }
    values.put(key, matcher.appendTail(resolved).toString());
  }

  private Optional<String> variable(String key, String name) {
    String variable = environment.get(name);
    if (variable == null) {
      problems.add(
          new ConfigProblem(
              key,
              "${ENV:" + name + "}",
              "the environment has no variable " + name,
              "export it, or write the value"));
    }
    return Optional.ofNullable(variable);
  }

  /** Without the line ends that editors add. */
  private Optional<String> fileContent(String key, String path) {
    try {
      return Optional.of(
          TRAILING_LINE_ENDS.matcher(Files.readString(Path.of(path))).replaceFirst(""));
    } catch (IOException | InvalidPathException e) {
      problems.add(
          new ConfigProblem(
              key,
              "${FILE:" + path + "}",
              "the file cannot be read (" + e.getClass().getSimpleName() + ")",
              "check its path and its permissions"));
      return Optional.empty();
    }
  }
}
