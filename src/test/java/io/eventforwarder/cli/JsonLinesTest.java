// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.cli.OutputArguments.Format;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import picocli.CommandLine;

/** No JSON output has a raw line break inside a value. */
class JsonLinesTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String BREAKS = "a\nb\rc\u2028d\u2029e\u0085f\ud800g";

  private final StringWriter out = new StringWriter();

  @ParameterizedTest
  @EnumSource(value = Format.class, mode = Mode.EXCLUDE, names = "TABLE")
  void rowsAndSummariesStayOnTheirLines(Format format) throws Exception {
    RowWriter<String> rows =
        new RowWriter<>(
            format,
            new PrintWriter(out),
            List.of(new Column<>("text", 1, text -> text), new Column<>("n", 1, text -> 1)));
    rows.write(BREAKS);
    rows.finish(List.of(), Map.of("cause", BREAKS));

    List<String> lines = withoutUnicodeBreaks();
    assertThat(lines).hasSize(format == Format.JSON ? 3 : 2);
    JsonNode row = MAPPER.readTree(lines.get(format == Format.JSON ? 1 : 0));
    assertThat(row.path("text").textValue()).isEqualTo(BREAKS);
    assertThat(out.toString()).contains("\"summary\":");
    if (format == Format.JSON) {
      assertThat(MAPPER.readTree(out.toString()).path("summary").path("cause").textValue())
          .isEqualTo(BREAKS);
    }
  }

  @Test
  void aRecordIsOneLineWhateverItHolds() throws Exception {
    String value =
        """
        [2, "insert",
         {"event_id": "a\u2028b", "project_id": 1, "group_id": 1, "primary_hash": null},
         {"is_new": true, "is_regression": false, "is_new_group_environment": false,
          "group_states": [
            {"id": 12345678901234567.5, "name": "a\u2029b"}
          ]}]
        """;
    Decoded decoded =
        new MessageDecoder(DecodeLimits.DEFAULT)
            .decodeValue(value.getBytes(StandardCharsets.UTF_8), EventStreamType.ERROR);

    RecordArguments arguments = new RecordArguments();
    CommandLine commandLine = new CommandLine(arguments).setOut(new PrintWriter(out, true));
    commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("events", "0", "0", "--output", "jsonl");
    arguments.print(RecordReport.decoded(decoded));

    assertThat(withoutUnicodeBreaks()).hasSize(1);
    assertThat(out.toString()).contains("12345678901234567.5");
    JsonNode states = MAPPER.readTree(out.toString()).at("/task/group_states/0");
    assertThat(states.path("name").textValue()).isEqualTo("a\u2029b");
  }

  private List<String> withoutUnicodeBreaks() {
    assertThat(out.toString()).doesNotContain("\u2028", "\u2029", "\u0085", "\r", "\ud800");
    return out.toString().lines().toList();
  }
}
