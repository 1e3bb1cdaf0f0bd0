// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.testing.BrokenRecords;
import io.eventforwarder.testing.InlineForwarder;
import io.eventforwarder.testing.TestTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Source and dispatch in two clusters, which no transaction can span. */
@Timeout(120)
class DeadLettersTwoClustersITCase {

  @Test
  void remembersInTheClusterThatItWritesToAndAsksBoth() throws Exception {
    try (EmbeddedBroker source = EmbeddedBroker.start();
        EmbeddedBroker dispatch = EmbeddedBroker.start()) {
      TestTopics sourceTopics = new TestTopics(source, 3, 1);
      TestTopics dispatchTopics = new TestTopics(dispatch, 1, 2);
      Map<String, String> settings =
          sourceTopics.settings(
              Map.of(
                  "dispatch.bootstrap-servers", dispatch.bootstrapServers(),
                  "dispatch.topic", dispatchTopics.tasks,
                  "dead-letter.topic", dispatchTopics.deadLetters));
      sourceTopics.produce(
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      new ProducerRecord<>(
                          sourceTopics.source, i % 3, null, null, BrokenRecords.limited(i))));
      try (InlineForwarder forwarder = new InlineForwarder(sourceTopics.config(settings))) {
        forwarder.forward();
      }

      JsonNode toSource = replay(sourceTopics, settings, "source", "--partition", "0");
      JsonNode toDispatch = replay(sourceTopics, settings, "dispatch", "--partition", "0,1,2");
      JsonNode nothing = replay(sourceTopics, settings, "source", "--partition", "0,1,2");

      assertThat(toSource.get("send").asInt()).isEqualTo(2);
      assertThat(toDispatch.get("send").asInt()).isEqualTo(4);
      assertThat(toDispatch.get("replayed_before").asInt()).isEqualTo(2);
      assertThat(nothing.get("send").asInt()).isZero();
      assertThat(nothing.get("replayed_before").asInt()).isEqualTo(6);
      assertThat(sourceTopics.read(sourceTopics.source)).hasSize(6 + 2);
      assertThat(dispatchTopics.read(dispatchTopics.tasks)).hasSize(4);
    }
  }

  private static JsonNode replay(
      TestTopics topics, Map<String, String> settings, String target, String... selection) {
    Map<String, String> fixed = new HashMap<>(settings);
    fixed.put("decode.max-depth", "1000");
    String[] words =
        Stream.concat(
                Stream.of(
                    "dead-letters", "replay", "--execute", "--output", "jsonl", "--to", target),
                Stream.of(selection))
            .toArray(String[]::new);
    CommandLineRun run = CommandLineRun.of(topics.arguments(fixed, words));
    assertThat(run.exitCode()).isZero();
    return run.rows().get(run.rows().size() - 1).get("summary");
  }
}
