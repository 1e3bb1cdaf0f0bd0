// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Main class of a worker process. Its argument is a {@link WorkerSpec} in JSON. It reads one
 * command a line from standard input, replies to each with a line of JSON ({@link WorkerStats}) on
 * standard output, and exits at the end of its input.
 *
 * <ul>
 *   <li>{@code stats}: returns the counters
 *   <li>{@code gc}: the same after a full garbage collection
 *   <li>{@code pace N}: sets the rate of a generator, in records a second
 * </ul>
 *
 * <p>Class name, argument, commands and replies are a protocol: the bench also runs the workers of
 * other versions, and other versions run this one.
 */
final class WorkerMain {

  private static final ObjectMapper JSON = new JsonMapper();

  private WorkerMain() {}

  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    // Only replies may appear on standard output.
    System.setOut(System.err);
    WorkerSpec spec = JSON.readValue(args[0], WorkerSpec.class);
    try (Load load = start(spec);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = ""; line != null; line = commands.readLine()) {
        obey(line, load);
        if (load.failure() != null) {
          throw new IllegalStateException("the work has ended", load.failure());
        }
        answers.println(JSON.writeValueAsString(WorkerStats.now(load.records())));
        answers.flush();
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static Load start(WorkerSpec spec) throws Exception {
    return switch (spec.side()) {
      case POLL -> PollLoop.start(spec);
      case FLOOR -> FloorLoop.start(spec);
      case PLAIN -> PlainLoop.start(spec);
      case AT_LEAST_ONCE, EXACTLY_ONCE, EXACTLY_ONCE_WITH_LEDGER -> JobLoad.start(spec);
      case GENERATOR -> LoadGenerator.start(spec);
    };
  }

  private static void obey(String line, Load load) {
    if (line.equals("gc")) {
      System.gc();
    } else if (line.startsWith("pace ")) {
      load.pace(Double.parseDouble(line.substring("pace ".length())));
    }
  }
}
