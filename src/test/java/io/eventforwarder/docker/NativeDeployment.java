// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.docker;

import io.eventforwarder.bench.BrokerProcess;
import io.eventforwarder.bench.JavaProcess;
import io.eventforwarder.demo.FreePorts;
import io.eventforwarder.faults.FlinkProcesses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Runs what {@code docker/compose.yaml} starts as processes on loopback: with the same scripts, and
 * with the configuration that the image makes of that file, but for addresses, ports and
 * directories. Memory is computed from that configuration, as Flink's own start scripts do.
 */
final class NativeDeployment implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Path CONF = Path.of(System.getProperty("forwarder.dist"), "conf");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Path directory;
  private final BrokerProcess broker;
  private final int restPort = FreePorts.next();
  private final int jobManagerMetrics = FreePorts.next();
  private final int taskManagerMetrics = FreePorts.next();
  private final Map<String, String> addresses = new HashMap<>();
  private final List<JavaProcess> processes = new ArrayList<>();
  private Process prometheus;
  private int prometheusPort;

  NativeDeployment(Path directory) throws Exception {
    this.directory = directory;
    addresses.put("jobmanager.rpc.port", Integer.toString(FreePorts.next()));
    addresses.put("blob.server.port", "0");
    addresses.put("jobmanager.bind-host", LOOPBACK);
    addresses.put("taskmanager.host", LOOPBACK);
    addresses.put("taskmanager.bind-host", LOOPBACK);
    addresses.put("rest.address", LOOPBACK);
    addresses.put("rest.bind-address", LOOPBACK);
    addresses.put("rest.port", Integer.toString(restPort));
    addresses.put(
        "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    addresses.put(
        "execution.checkpointing.savepoint-dir",
        directory.resolve("savepoints").toUri().toString());
    addresses.put("io.tmp.dirs", Files.createDirectories(directory.resolve("tmp")).toString());
    broker = BrokerProcess.start(directory.resolve("broker"), Map.of(), "512m");
    Path topics =
        javaCommand(
            "kafka-topics",
            System.getProperty("java.class.path"),
            "org.apache.kafka.tools.TopicCommand");
    run(
        Map.of("KAFKA_TOPICS", topics.toString(), "BOOTSTRAP_SERVERS", bootstrapServers()),
        "docker/create-topics.sh");
    startJobManager();
    startTaskManager();
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  String rest() {
    return "http://" + LOOPBACK + ":" + restPort;
  }

  /** The addresses of JobManager's and TaskManager's metrics. */
  List<String> metrics() {
    return List.of(
        "http://" + LOOPBACK + ":" + jobManagerMetrics + "/metrics",
        "http://" + LOOPBACK + ":" + taskManagerMetrics + "/metrics");
  }

  String prometheus() {
    return "http://" + LOOPBACK + ":" + prometheusPort;
  }

  Path log(String process) {
    return directory.resolve(process + ".log");
  }

  String submit() throws Exception {
    Path flink =
        javaCommand("flink", FlinkProcesses.classPath(), "org.apache.flink.client.cli.CliFrontend");
    return run(
        Map.of(
            "FLINK",
            flink.toString(),
            "FLINK_CONF_DIR",
            CONF.toString(),
            "JOB_MANAGER",
            LOOPBACK + ":" + restPort,
            "JOB_JAR",
            System.getProperty("forwarder.job-jar"),
            "KAFKA_BOOTSTRAP_SERVERS",
            bootstrapServers()),
        "docker/submit.sh",
        "--config",
        "docker/forwarder.yaml");
  }

  /** Uses the rules as they are, with a scrape and an evaluation each second. */
  void startPrometheus() throws IOException {
    Path conf = Files.createDirectories(directory.resolve("prometheus"));
    Files.copy(Path.of("docker/prometheus/rules.yml"), conf.resolve("rules.yml"));
    Files.writeString(
        conf.resolve("prometheus.yml"),
        Files.readString(Path.of("docker/prometheus/prometheus.yml"))
            .replace("interval: 5s", "interval: 1s")
            .replace("jobmanager:9249", LOOPBACK + ":" + jobManagerMetrics)
            .replace("taskmanager:9249", LOOPBACK + ":" + taskManagerMetrics));
    prometheusPort = FreePorts.next();
    prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + conf.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + conf.resolve("data"),
                "--web.listen-address=" + LOOPBACK + ":" + prometheusPort)
            .redirectErrorStream(true)
            .redirectOutput(log("prometheus").toFile())
            .start();
  }

  private void startJobManager() throws IOException {
    Configuration configuration = ImageConfiguration.of("jobmanager");
    JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(configuration);
    start(
        "jobmanager",
        "plain",
        JobManagerProcessUtils.generateJvmParametersStr(memory, configuration),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        settings(
            configuration,
            jobManagerMetrics,
            JobManagerProcessUtils.generateDynamicConfigsStr(memory)));
  }

  private void startTaskManager() throws IOException {
    Configuration configuration = ImageConfiguration.of("taskmanager");
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    start(
        "taskmanager",
        "json",
        ProcessMemoryUtils.generateJvmParametersStr(memory),
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        settings(
            configuration,
            taskManagerMetrics,
            TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
  }

  void stopTaskManager() {
    processes.get(1).close();
  }

  /** The configuration as arguments. A host is loopback if another container could find it. */
  private List<String> settings(Configuration configuration, int metricsPort, String memory)
      throws IOException {
    String jobManager = configuration.get(JobManagerOptions.ADDRESS);
    Map<String, String> settings = new LinkedHashMap<>(configuration.toMap());
    if (ImageConfiguration.services().containsKey(jobManager)) {
      settings.put(JobManagerOptions.ADDRESS.key(), LOOPBACK);
    }
    settings.putAll(addresses);
    settings.put("metrics.reporter.prom.port", Integer.toString(metricsPort));
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    Stream.of(memory.split(" ")).filter(word -> !word.isEmpty()).forEach(arguments::add);
    return arguments;
  }

  private void start(
      String name, String logFormat, String memory, String mainClass, List<String> settings)
      throws IOException {
    List<String> options = new ArrayList<>(List.of(memory.split(" ")));
    String common = ImageConfiguration.of(name).get(CoreOptions.FLINK_JVM_OPTIONS);
    options.addAll(List.of(common.split(" +")));
    options.add("-Dlog4j2.configurationFile=" + CONF.resolve("log4j-console.properties"));
    options.addAll(List.of("-cp", FlinkProcesses.classPath()));
    List<String> arguments = new ArrayList<>(List.of("--configDir", CONF.toString()));
    arguments.addAll(settings);
    processes.add(
        JavaProcess.start(
            name,
            options,
            mainClass,
            arguments,
            Map.of("FLINK_CONF_DIR", CONF.toString(), "FORWARDER_LOG_FORMAT", logFormat),
            log(name)));
  }

  /** A command that runs a Java main class. */
  private Path javaCommand(String name, String classPath, String mainClass) throws IOException {
    Path arguments =
        Files.writeString(
            directory.resolve(name + ".args"),
            "-XX:TieredStopAtLevel=1 -Dlog4j2.level=WARN"
                + " --add-opens=java.base/java.util=ALL-UNNAMED -cp \"%s\" %s"
                    .formatted(classPath, mainClass));
    Path command =
        Files.writeString(
            directory.resolve(name),
            "#!/bin/sh\nexec '%s' @'%s' \"$@\"\n".formatted(JAVA, arguments));
    if (!command.toFile().setExecutable(true)) {
      throw new IOException(command + " cannot be made executable");
    }
    return command;
  }

  /** Runs a command to its end and returns what it printed. */
  static String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + process.exitValue() + ": " + output);
    }
    return output;
  }

  @Override
  public void close() {
    if (prometheus != null) {
      prometheus.destroyForcibly();
    }
    processes.forEach(JavaProcess::close);
    broker.close();
  }
}
