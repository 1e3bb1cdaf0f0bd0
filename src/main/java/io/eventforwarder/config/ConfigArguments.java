// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The arguments of every command that needs a configuration. */
public final class ConfigArguments {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration file, YAML. See conf/forwarder.yaml.")
  private Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "One setting, overrides the file. May be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** Sets a key from an option of the command. */
  public void override(String key, String value) {
    overrides.put(key, value);
  }

  /**
   * @throws InvalidConfigException with all problems
   */
  public ForwarderConfig load() {
    return ForwarderConfig.load(Optional.ofNullable(file), overrides, System.getenv());
  }
}
