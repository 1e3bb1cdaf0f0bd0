// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One command line, run in this process. */
record CommandLineRun(int exitCode, String out, String err) {

  private static final JsonMapper MAPPER = new JsonMapper();

  static CommandLineRun of(String... arguments) {
    return of(new StringWriter(), arguments);
  }

  /**
   * @param err shows, while the command runs, what it has told so far
   */
  static CommandLineRun of(StringWriter err, String... arguments) {
    StringWriter out = new StringWriter();
    int exitCode = ForwarderCli.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  List<String> lines() {
    return out.lines().toList();
  }

  JsonNode json() throws Exception {
    assertThat(err).isEmpty();
    return MAPPER.readTree(out);
  }

  /** Of {@code --output jsonl}. */
  List<JsonNode> rows() {
    assertThat(err).isEmpty();
    return out.lines()
        .map(
            line -> {
              try {
                return MAPPER.readTree(line);
              } catch (Exception e) {
                throw new AssertionError("not JSON: " + line, e);
              }
            })
        .toList();
  }
}
