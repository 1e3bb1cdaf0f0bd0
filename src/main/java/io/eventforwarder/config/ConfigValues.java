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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that a user has set, by dotted key, unchecked. The command line overrides the file.
 * {@code ${ENV:NAME}} is replaced by an environment variable, {@code ${FILE:/path}} by the content
 * of a file.
 */
final class ConfigValues {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(ENV|FILE):([^}]*)}");

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
    new ConfigFile(file, problems).read().forEach(this::put);
  }

  /** Adds one {@code key=value} of the command line. */
  void addOverride(String key, String value) {
    // Overriding a whole map replaces the entries of the file.
    values.keySet().removeIf(existing -> existing.startsWith(key + "."));
    put(key, value);
  }

  private void put(String key, String value) {
    values.put(
        key,
        REFERENCE
            .matcher(value)
            .replaceAll(reference -> Matcher.quoteReplacement(resolve(key, reference))));
  }

  /** The referenced value, or the reference itself if there is none. */
  private String resolve(String key, MatchResult reference) {
    String text = reference.group();
    String name = reference.group(2);
    if (reference.group(1).equals("ENV")) {
      if (environment.containsKey(name)) {
        return environment.get(name);
      }
      problems.add(
          new ConfigProblem(
              key,
              text,
              "the environment has no variable " + name,
              "export it, or write the value"));
      return text;
    }
    try {
      // Editors add line ends.
      return Files.readString(Path.of(name)).replaceFirst("[\\r\\n]+\\z", "");
    } catch (IOException | InvalidPathException e) {
      problems.add(
          new ConfigProblem(
              key,
              text,
              "the file cannot be read (" + e.getClass().getSimpleName() + ")",
              "check its path and its permissions"));
      return text;
    }
  }
}
