// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One command line, run in this process. */
public record CommandLineRun(int exitCode, String out, String err) {

  private static final JsonMapper MAPPER = new JsonMapper();

  public static CommandLineRun of(String... arguments) {
    return of(new StringWriter(), arguments);
  }

  /**
   * @param err receives what the command prints on standard error while it runs
   */
  public static CommandLineRun of(StringWriter err, String... arguments) {
    StringWriter out = new StringWriter();
    int exitCode = ForwarderCli.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  public List<String> lines() {
    return out.lines().toList();
  }

  public JsonNode json() throws Exception {
    assertThat(err).isEmpty();
    return MAPPER.readTree(out);
  }

  /** Of {@code --output jsonl}. */
  public List<JsonNode> rows() {
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
