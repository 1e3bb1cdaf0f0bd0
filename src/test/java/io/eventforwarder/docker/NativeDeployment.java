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
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * What {@code docker/compose.yaml} starts, as processes on loopback: the same scripts and
 * configuration files, other addresses. Memory is computed of {@code conf/config.yaml} as Flink's
 * own start scripts do.
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
  private final List<String> addresses;
  private final List<JavaProcess> processes = new ArrayList<>();
  private Process prometheus;
  private int prometheusPort;

  NativeDeployment(Path directory) throws Exception {
    this.directory = directory;
    int rpcPort = FreePorts.next();
    addresses =
        List.of(
            "jobmanager.rpc.address=" + LOOPBACK,
            "jobmanager.rpc.port=" + rpcPort,
            "jobmanager.bind-host=" + LOOPBACK,
            "taskmanager.host=" + LOOPBACK,
            "taskmanager.bind-host=" + LOOPBACK,
            "rest.address=" + LOOPBACK,
            "rest.bind-address=" + LOOPBACK,
            "rest.port=" + restPort,
            "execution.checkpointing.dir=" + directory.resolve("checkpoints").toUri(),
            "execution.checkpointing.savepoint-dir=" + directory.resolve("savepoints").toUri(),
            "io.tmp.dirs=" + Files.createDirectories(directory.resolve("tmp")));
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

  /** Where JobManager and TaskManager show their metrics. */
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

  /** With the rules as they are, and a scrape and an evaluation each second. */
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
    Configuration configuration = configuration();
    JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(configuration);
    start(
        "jobmanager",
        "plain",
        JobManagerProcessUtils.generateJvmParametersStr(memory, configuration),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        List.of("metrics.reporter.prom.port=" + jobManagerMetrics),
        List.of(JobManagerProcessUtils.generateDynamicConfigsStr(memory).split(" ")));
  }

  private void startTaskManager() throws IOException {
    TaskExecutorProcessSpec memory =
        TaskExecutorProcessUtils.processSpecFromConfig(configuration());
    start(
        "taskmanager",
        "json",
        ProcessMemoryUtils.generateJvmParametersStr(memory),
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        List.of("metrics.reporter.prom.port=" + taskManagerMetrics),
        List.of(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory).split(" ")));
  }

  private static Configuration configuration() {
    return GlobalConfiguration.loadConfiguration(CONF.toString());
  }

  private void start(
      String name,
      String logFormat,
      String memory,
      String mainClass,
      List<String> more,
      List<String> dynamic)
      throws IOException {
    List<String> options = new ArrayList<>(List.of(memory.split(" ")));
    options.addAll(List.of(configuration().get(CoreOptions.FLINK_JVM_OPTIONS).split(" +")));
    options.add("-Dlog4j2.configurationFile=" + CONF.resolve("log4j-console.properties"));
    options.addAll(List.of("-cp", FlinkProcesses.classPath()));
    List<String> arguments = new ArrayList<>(List.of("--configDir", CONF.toString()));
    addresses.forEach(setting -> arguments.addAll(List.of("-D", setting)));
    more.forEach(setting -> arguments.addAll(List.of("-D", setting)));
    dynamic.stream().filter(word -> !word.isEmpty()).forEach(arguments::add);
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
