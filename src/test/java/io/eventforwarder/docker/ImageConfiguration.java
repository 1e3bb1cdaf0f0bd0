// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the official Flink image's {@code docker-entrypoint.sh} makes of {@code conf/config.yaml}
 * before it starts a service of {@code docker/compose.yaml}.
 */
final class ImageConfiguration {

  private static final Path COMPOSE = Path.of("docker/compose.yaml");

  private ImageConfiguration() {}

  static Configuration of(String service) throws IOException {
    Map<?, ?> definition = (Map<?, ?>) services().get(service);
    Map<?, ?> environment = (Map<?, ?>) definition.get("environment");
    Configuration configuration = GlobalConfiguration.loadConfiguration("conf");
    configuration.setString(
        "jobmanager.rpc.address",
        text(environment, "JOB_MANAGER_RPC_ADDRESS", hostName(service, definition)));
    configuration.setString("blob.server.port", "6124");
    configuration.setString("query.server.port", "6125");
    String slots = text(environment, "TASK_MANAGER_NUMBER_OF_TASK_SLOTS", "");
    if (!slots.isEmpty()) {
      configuration.setString("taskmanager.numberOfTaskSlots", slots);
    }
    text(environment, "FLINK_PROPERTIES", "")
        .lines()
        .map(line -> line.replaceAll("\\s", "").split(":", 2))
        .filter(property -> property.length == 2)
        .forEach(property -> configuration.setString(property[0], property[1]));
    return configuration;
  }

  /** The services by the name at which the others find them. */
  static Map<?, ?> services() throws IOException {
    Map<?, ?> compose =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(COMPOSE));
    return (Map<?, ?>) compose.get("services");
  }

  /** Docker gives a container a random name, at which no other container finds it. */
  private static String hostName(String service, Map<?, ?> definition) {
    return text(definition, "hostname", "container-of-" + service);
  }

  private static String text(Map<?, ?> map, String key, String absent) {
    Object value = map.get(key);
    return value == null ? absent : value.toString();
  }
}
