// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;

/** The README's table of options is the options, no more and no less. */
class ReadmeOptionsTest {

  @Test
  void theReadmeShowsEveryOption() throws IOException {
    String table =
        ForwarderOptions.all().stream()
            .map(ReadmeOptionsTest::row)
            .collect(
                Collectors.joining("\n", "| key | default | meaning |\n|---|---|---|\n", "\n"));

    assertThat(Files.readString(Path.of("README.md"))).contains(table);
  }

  private static String row(ConfigOption<?> option) {
    return "| `%s` | %s | %s |"
        .formatted(
            option.key(),
            defaultValue(option.defaultValue()),
            new HtmlFormatter()
                .format(option.description())
                .replace("&lt;", "<")
                .replace("&gt;", ">"));
  }

  private static String defaultValue(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty()
          ? ""
          : map.entrySet().stream()
              .map(entry -> "`" + entry.getKey() + ": " + entry.getValue() + "`")
              .collect(Collectors.joining(", "));
    }
    return "`"
        + (value instanceof Duration duration
            ? TimeUtils.formatWithHighestUnit(duration)
            : OptionReader.spelling(value))
        + "`";
  }
}
