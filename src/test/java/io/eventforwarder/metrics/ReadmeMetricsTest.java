// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of metrics is complete and exact. */
class ReadmeMetricsTest {

  @Test
  void theReadmeShowsEveryMetric() throws IOException {
    String table =
        Arrays.stream(MetricDefinition.values())
            .map(ReadmeMetricsTest::row)
            .collect(
                Collectors.joining(
                    "\n", "| metric | kind | unit | meaning |\n|---|---|---|---|\n", "\n"));

    assertThat(Files.readString(Path.of("README.md"))).contains(table);
  }

  private static String row(MetricDefinition metric) {
    String labels =
        metric.labels().stream()
            .map(MetricDefinition.Label::toString)
            .collect(Collectors.joining(", "));
    return "| `%s%s` | %s | %s | %s |"
        .formatted(
            metric.prometheusName(),
            labels.isEmpty() ? "" : "{" + labels + "}",
            metric.kind().name().toLowerCase(Locale.ROOT),
            metric.unit(),
            metric.meaning());
  }
}
