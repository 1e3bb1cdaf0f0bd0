// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import io.eventforwarder.bench.JavaProcess;
import io.eventforwarder.demo.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Flink cluster of processes: a JobManager and TaskManagers with a slot each. Its class path is
 * what a Flink installation has; the forwarder comes with the job jar.
 */
public final class FlinkProcesses implements AutoCloseable {

  static final Duration KILL = Duration.ZERO;

  private static final String LOOPBACK = "127.0.0.1";
  private static final Path LIB = Path.of(System.getProperty("forwarder.dist"), "lib");

  private static final List<String> TASK_MANAGER_MEMORY =
      List.of(
          "taskmanager.memory.framework.heap.size=128m",
          "taskmanager.memory.task.heap.size=512m",
          "taskmanager.memory.framework.off-heap.size=128m",
          "taskmanager.memory.task.off-heap.size=128m",
          "taskmanager.memory.network.min=64m",
          "taskmanager.memory.network.max=64m",
          "taskmanager.memory.managed.size=32m",
          "taskmanager.memory.jvm-metaspace.size=128m",
          "taskmanager.memory.jvm-overhead.min=128m",
          "taskmanager.memory.jvm-overhead.max=128m");

  private static final String LOGGING =
      """
      rootLogger.level = INFO
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} - %m%n
      logger.kafka.name = org.apache.kafka
      logger.kafka.level = WARN
      """;

  private final Path directory;
  private final URI rest;
  private final List<JavaProcess> taskManagers = new ArrayList<>();

  private JavaProcess jobManager;
  private int startedTaskManagers;

  private FlinkProcesses(Path directory, URI rest) {
    this.directory = directory;
    this.rest = rest;
  }

  /**
   * @param directory for configuration, logs and checkpoints
   * @param settings over the usual ones
   */
  static FlinkProcesses start(Path directory, int taskManagers, Map<String, String> settings)
      throws IOException {
    Files.createDirectories(directory);
    int restPort = FreePorts.next();
    Map<String, String> all = new TreeMap<>();
    for (String name : List.of("jobmanager.rpc.address", "jobmanager.bind-host")) {
      all.put(name, LOOPBACK);
    }
    all.put("jobmanager.rpc.port", Integer.toString(FreePorts.next()));
    all.put("rest.address", LOOPBACK);
    all.put("rest.bind-address", LOOPBACK);
    all.put("rest.port", Integer.toString(restPort));
    all.put("taskmanager.host", LOOPBACK);
    all.put("taskmanager.bind-host", LOOPBACK);
    all.put("taskmanager.numberOfTaskSlots", "1");
    all.put("heartbeat.interval", "1 s");
    all.put("heartbeat.timeout", "6 s");
    all.put("restart-strategy.type", "fixed-delay");
    all.put("restart-strategy.fixed-delay.delay", "1 s");
    all.put("restart-strategy.fixed-delay.attempts", "100000");
    all.put("web.upload.dir", directory.resolve("upload").toString());
    all.put("io.tmp.dirs", Files.createDirectories(directory.resolve("tmp")).toString());
    all.putAll(settings);
    Files.write(
        directory.resolve("config.yaml"),
        all.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()).toList());
    Files.writeString(directory.resolve("log4j2.properties"), LOGGING);
    FlinkProcesses cluster =
        new FlinkProcesses(directory, URI.create("http://" + LOOPBACK + ":" + restPort));
    cluster.startJobManager();
    for (int i = 0; i < taskManagers; i++) {
      cluster.startTaskManager();
    }
    return cluster;
  }

  URI rest() {
    return rest;
  }

  Path directory() {
    return directory;
  }

  void startJobManager() throws IOException {
    jobManager =
        start(
            "jobmanager",
            List.of("-Xmx448m", "--add-opens=java.base/java.util=ALL-UNNAMED"),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of());
  }

  void killJobManager() {
    jobManager.close(KILL);
  }

  int taskManagers() {
    return taskManagers.size();
  }

  void startTaskManager() throws IOException {
    String name = "taskmanager-" + ++startedTaskManagers;
    List<String> dynamic = new ArrayList<>(TASK_MANAGER_MEMORY);
    dynamic.add("taskmanager.cpu.cores=1");
    dynamic.add("taskmanager.resource-id=" + name);
    taskManagers.add(
        start(
            name,
            List.of("-Xmx640m", "-XX:MaxDirectMemorySize=384m", "-XX:MaxMetaspaceSize=256m"),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            dynamic));
  }

  void killTaskManager(int index) {
    taskManagers.remove(index).close(KILL);
  }

  /** All of it, as a machine that loses its power. */
  void killAll() {
    while (!taskManagers.isEmpty()) {
      killTaskManager(0);
    }
    killJobManager();
  }

  /** Flink's command line, to its end. Returns what it printed. */
  String flink(String... arguments) throws Exception {
    Path log = Files.createTempFile(directory, "flink-", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Dlog4j2.level=WARN",
                "-cp",
                classPath(),
                "org.apache.flink.client.cli.CliFrontend"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("FLINK_CONF_DIR", directory.toString());
    int exitCode = builder.start().waitFor();
    String output = Files.readString(log);
    if (exitCode != 0) {
      throw new IOException("flink ended with exit code " + exitCode + ": " + output);
    }
    return output;
  }

  private JavaProcess start(
      String name, List<String> options, String mainClass, List<String> dynamic)
      throws IOException {
    List<String> all = new ArrayList<>(options);
    all.add("-XX:+UseSerialGC");
    all.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"));
    all.add("-cp");
    all.add(classPath());
    List<String> arguments = new ArrayList<>(List.of("--configDir", directory.toString()));
    dynamic.forEach(setting -> arguments.addAll(List.of("-D", setting)));
    return JavaProcess.start(
        name,
        all,
        mainClass,
        arguments,
        Map.of("FLINK_CONF_DIR", directory.toString()),
        directory.resolve(name + ".log"));
  }

  /** Without what only the job brings, so that what is missing in its jar is missed here. */
  public static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(LIB)) {
      return jars.filter(
              jar ->
                  Stream.of(
                          "flink-connector-base",
                          "flink-connector-kafka",
                          "kafka",
                          "jackson",
                          "lz4",
                          "msgpack",
                          "picocli",
                          "protobuf",
                          "scala",
                          "snakeyaml-2")
                      .noneMatch(prefix -> jar.getFileName().toString().startsWith(prefix)))
          .filter(jar -> jar.toString().endsWith(".jar"))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  @Override
  public void close() {
    killAll();
  }
}
