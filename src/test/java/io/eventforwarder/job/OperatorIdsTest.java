// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.ForwarderConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class OperatorIdsTest {

  /** A changed uid loses the operator's state, so this list may only grow. */
  @Test
  void theUidsOfOperatorsAreFixed() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment();
    new ForwarderPipeline(
            ForwarderConfig.load(
                Optional.empty(),
                Map.of(
                    "source.bootstrap-servers", "localhost:9092",
                    "fallback.topic", "fallbacks",
                    "skipped.topic", "skipped",
                    "ledger.topic", "ledger",
                    "gate.enabled", "true",
                    "gate.commit-log.topic", "commit-log",
                    "gate.groups", "storage"),
                Map.of()),
            new ClusterFacts(
                "cluster",
                Map.of(
                    "taskworker", 1_000,
                    "post-process-dead-letters", 1_000,
                    "fallbacks", 1_000,
                    "skipped", 1_000,
                    "ledger", 1_000)))
        .define(env);

    List<String> uids =
        env.getStreamGraph().getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .toList();

    assertThat(uids)
        .contains(
            "source",
            "decode",
            "dispatch",
            "dead-letters",
            "fallback-audit",
            "skipped-audit",
            "ledger",
            "commit-log-source",
            "commit-log",
            "gate");
  }
}
