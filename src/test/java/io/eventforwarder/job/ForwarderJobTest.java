// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.ForwarderConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class ForwarderJobTest {

  @Test
  void usesThePipelineNameOfFlink() {
    assertThat(nameWith(Map.of())).isEqualTo("post-process-forwarder");
    assertThat(nameWith(Map.of("flink.pipeline.name", "forwarder-errors")))
        .isEqualTo("forwarder-errors");
  }

  private static String nameWith(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("source.bootstrap-servers", "localhost:9092");
    ForwarderConfig config = ForwarderConfig.load(Optional.empty(), settings, Map.of());
    return ForwarderJob.nameOf(
        StreamExecutionEnvironment.getExecutionEnvironment(
            Configuration.fromMap(config.job().flinkProperties())));
  }
}
