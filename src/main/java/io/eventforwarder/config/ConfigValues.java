// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that a user has set, by dotted key and unchecked. The command line overrides the file.
 * {@code ${ENV:NAME}} is replaced by an environment variable, {@code ${FILE:/path}} by the content
 * of a file.
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

  /** Adds a YAML file's values. */
  void addFile(Path file) {
    ConfigFile.read(file, problems).forEach(this::put);
  }

  /** Adds one {@code key=value} of the command line. */
  void addOverride(String key, String value) {
    // Overriding a whole map replaces the entries of the file.
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

  /** The content without the line ends that editors add. */
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
