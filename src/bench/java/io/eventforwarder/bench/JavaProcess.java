// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java main class in a process of its own, which ends with this process at the latest. Its output
 * and log are appended to a file.
 */
public final class JavaProcess implements AutoCloseable {

  private static final Duration EXIT_PATIENCE = Duration.ofSeconds(30);
  private static final int TOLD_LINES = 20;

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread killOnExit;

  private JavaProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.killOnExit = new Thread(process::destroyForcibly, "kill-" + name);
    Runtime.getRuntime().addShutdownHook(killOnExit);
  }

  /**
   * @param name for messages
   * @param options of the Java virtual machine, the class path among them
   */
  public static JavaProcess start(
      String name,
      List<String> options,
      String mainClass,
      List<String> arguments,
      Map<String, String> environment,
      Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new JavaProcess(name, log, builder.start());
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /** Fails, with the end of the log, if the process has ended. */
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(
          name + " has ended with exit code " + process.exitValue() + "; its log " + tail());
    }
  }

  /** The path of the log and its last lines. */
  public String tail() throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return log
        + " ends with\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
  }

  /** SIGTERM, then SIGKILL if that has no effect. Returns when the process is gone. */
  @Override
  public void close() {
    close(EXIT_PATIENCE);
  }

  /**
   * SIGTERM, then SIGKILL if the process has not ended in time; at once without patience. Returns
   * when the process is gone.
   */
  public void close(Duration patience) {
    try {
      if (!patience.isZero()) {
        process.destroy();
        process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    forget();
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(killOnExit);
    } catch (IllegalStateException e) {
      // This process ends as well, so the hook has nothing to kill.
      return;
    }
  }
}
