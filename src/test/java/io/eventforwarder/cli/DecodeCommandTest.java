// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code decode --jsonl}: one line in, one line out. */
class DecodeCommandTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String EVENT =
      "{\"event_id\": \"e\", \"project_id\": 1, \"group_id\": null, \"primary_hash\": null}";

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085"})
  void writesOneLineWhateverLineBreaksTheValueHas(String lineBreak) throws Exception {
    // JSON allows \n and \r between tokens, and the others inside strings.
    boolean isBlank = "\r\n".contains(lineBreak);
    String groupStates =
        isBlank
            ? "[" + lineBreak + "  {\"id\": 1.0," + lineBreak + "\"is_new\": -0.0} ]"
            : "[{\"a" + lineBreak + "\": \"b" + lineBreak + "\"}]";
    String state =
        "{\"is_new\": true, \"is_regression\": null, \"is_new_group_environment\": false,"
            + "\"group_states\": "
            + groupStates
            + "}";
    String value = "[2, \"insert\", " + EVENT + ", " + state + "]";

    List<String> lines = decode(input("\"1\"", value) + "\n" + input("\"2\"", value) + "\n");

    assertThat(lines).hasSize(2);
    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain(lineBreak));
    JsonNode second = MAPPER.readTree(lines.get(1));
    assertThat(second.path("id").textValue()).isEqualTo("2");
    assertThat(second.at("/task/kwargs/group_states")).isEqualTo(MAPPER.readTree(groupStates));
    if (isBlank) {
      assertThat(lines.get(1)).contains("1.0").contains("-0.0");
    }
  }

  @Test
  void answersEachLineWhateverItsIdIs() throws Exception {
    List<String> lines =
        decode(
            input("\"\\ud800\"", "[]")
                + "\n"
                + input("\"a\u2028b\"", "[]")
                + "\r\n"
                + input("{\"n\": [1,\r2]}", "[]")
                + "\nno JSON\u2028\n"
                + input("5", "[]"));

    assertThat(lines).hasSize(5).noneMatch(line -> line.matches("(?s).*[\r\u2028].*"));
    assertThat(MAPPER.readTree(lines.get(0)).path("id").textValue()).isEqualTo("\ud800");
    assertThat(MAPPER.readTree(lines.get(1)).path("id").textValue()).isEqualTo("a\u2028b");
    assertThat(MAPPER.readTree(lines.get(2)).path("id").toString()).isEqualTo("{\"n\":[1,2]}");
    assertThat(MAPPER.readTree(lines.get(3)).path("error").textValue()).isEqualTo("INVALID_INPUT");
    assertThat(MAPPER.readTree(lines.get(4)).path("id").intValue()).isEqualTo(5);
  }

  private static String input(String id, String value) {
    String base64 = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    return "{\"id\": " + id + ", \"use_headers\": false, \"value\": \"" + base64 + "\"}";
  }

  /** The output, cut at every line feed. */
  private static List<String> decode(String input) {
    InputStream in = System.in;
    PrintStream out = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
      CommandLineRun run = CommandLineRun.of("decode", "--jsonl");
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    } finally {
      System.setIn(in);
      System.setOut(out);
    }
    String text = output.toString(StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n");
    return List.of(text.split("\n"));
  }
}
