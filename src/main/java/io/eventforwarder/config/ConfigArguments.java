// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The arguments that name a configuration, alike in every command that takes one. */
public final class ConfigArguments {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration file, YAML. See conf/forwarder.yaml.")
  private Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "One setting, over the file's. May be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** Sets a key for which a command has an option of its own. */
  public void override(String key, String value) {
    overrides.put(key, value);
  }

  /**
   * The configuration that the arguments name, with references to this process's environment
   * resolved.
   *
   * @throws InvalidConfigException with all problems
   */
  public ForwarderConfig load() {
    return ForwarderConfig.load(Optional.ofNullable(file), overrides, System.getenv());
  }
}
