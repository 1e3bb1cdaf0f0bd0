// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link WorkerMain} process. It ends with this process at the latest. */
final class Worker implements AutoCloseable {

  private static final ObjectMapper JSON = new JsonMapper();
  private static final long STOP_SECONDS = 30;
  private static final int TOLD_LINES = 15;

  private final WorkerSpec spec;
  private final Path log;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private Worker(WorkerSpec spec, Path log, Process process) {
    this.spec = spec;
    this.log = log;
    this.process = process;
    this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts the process, and returns when it works.
   *
   * @param options of the Java virtual machine, the class path among them
   * @param logs where the process logs, in a file of its name
   */
  static Worker start(WorkerSpec spec, List<String> options, Path logs) throws IOException {
    Path log = logs.resolve(spec.name() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    String logging = System.getProperty("log4j2.configurationFile");
    if (logging != null) {
      command.add("-Dlog4j2.configurationFile=" + logging);
    }
    command.add(WorkerMain.class.getName());
    command.add(JSON.writeValueAsString(spec));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    Worker worker = new Worker(spec, log, process);
    try {
      worker.answer();
    } catch (IOException | RuntimeException e) {
      worker.close();
      throw e;
    }
    return worker;
  }

  Path log() {
    return log;
  }

  /** Fails, with the end of the log, if the process has ended. */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw ended(null);
    }
  }

  WorkerStats stats() throws IOException {
    return ask("stats");
  }

  /** The state after a full garbage collection. */
  WorkerStats collectGarbage() throws IOException {
    return ask("gc");
  }

  /** As {@link Load#pace}. */
  void pace(double recordsPerSecond) throws IOException {
    ask("pace " + recordsPerSecond);
  }

  /** The peak of the process's resident memory; -1 if the system does not report it. */
  long peakMemoryBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    }
  }

  private WorkerStats ask(String command) throws IOException {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw ended(e);
    }
    return answer();
  }

  private WorkerStats answer() throws IOException {
    String answer = answers.readLine();
    // The Java virtual machine itself may print warnings.
    while (answer != null && !answer.startsWith("{")) {
      answer = answers.readLine();
    }
    if (answer == null) {
      throw ended(null);
    }
    return JSON.readValue(answer, WorkerStats.class);
  }

  private IOException ended(IOException cause) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return new IOException(
        "the process of the "
            + spec.side().title()
            + " has ended; its log "
            + log
            + " ends with: "
            + String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size())),
        cause);
  }

  /** Closes the process's input and kills it if it does not exit in time. */
  @Override
  public void close() {
    try {
      commands.close();
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
