// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bench runs the workers of other versions, which know what version 0.1.0 knew. */
class WorkerSpecTest {

  private static final ObjectMapper JSON = new JsonMapper();
  private static final WorkerSpec SPEC =
      new WorkerSpec(
          Side.EXACTLY_ONCE,
          "exactly-once-1",
          "127.0.0.1:9092",
          "source",
          "tasks",
          "dead-letters",
          "ledger",
          null,
          Map.of("checkpoint.interval", "1 s"));

  @Test
  void hasOnlyThePropertiesThatOlderWorkersRead() {
    JsonNode spec = JSON.valueToTree(SPEC);

    assertThat(spec.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "side",
            "name",
            "bootstrapServers",
            "sourceTopic",
            "taskTopic",
            "deadLetterTopic",
            "ledgerTopic",
            "workload",
            "settings");
    assertThat(spec.path("side").textValue()).isEqualTo("EXACTLY_ONCE");
  }

  @Test
  void readsWhatNewerVersionsAdd() throws Exception {
    ObjectNode spec = JSON.valueToTree(SPEC);
    ObjectNode stats = JSON.valueToTree(new WorkerStats(1, 2, 3, 4));

    assertThat(JSON.treeToValue(spec.put("new", 1), WorkerSpec.class)).isEqualTo(SPEC);
    assertThat(JSON.treeToValue(stats.put("new", 1), WorkerStats.class))
        .isEqualTo(new WorkerStats(1, 2, 3, 4));
  }

  @Test
  void answersWithThePropertiesThatOlderVersionsRead() {
    JsonNode stats = JSON.valueToTree(new WorkerStats(1, 2, 3, 4));

    assertThat(stats.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("records", "cpuNanos", "gcMillis", "heapBytes");
  }
}
