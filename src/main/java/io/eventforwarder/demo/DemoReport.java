// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.demo.SampleKind.Outcome;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.ProvenanceHeaders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Prints the outcomes of the demo, a dead letter and a task. */
record DemoReport(PrintWriter out) {

  private static final String ROW = "  %-16s %10s %14s %14s %10s %14s%n";
  private static final String FIELD = "  %-32s %s%n";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  void print(Outcomes produced, Outcomes forwarded, KafkaCluster cluster) throws IOException {
    out.println();
    out.printf(
        ROW, "source topic", "produced", "via headers", "via value", "skipped", "dead-lettered");
    for (String topic : DemoTopics.sources().keySet()) {
      out.printf(
          ROW,
          topic,
          produced.of(topic),
          forwarded.of(topic, Outcome.DISPATCHED_VIA_HEADERS),
          forwarded.of(topic, Outcome.DISPATCHED_VIA_VALUE),
          forwarded.of(topic, Outcome.SKIPPED),
          forwarded.of(topic, Outcome.DEAD_LETTERED));
    }
    first(cluster, DemoTopics.DEAD_LETTERS).ifPresent(this::printDeadLetter);
    Optional<ConsumerRecord<byte[], byte[]>> task = first(cluster, DemoTopics.TASKS);
    if (task.isPresent()) {
      printTask(task.get());
    }
    out.println();
  }

  /** The topic's first record that has a value. */
  private static Optional<ConsumerRecord<byte[], byte[]>> first(
      KafkaCluster cluster, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = cluster.newConsumer(Map.of())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
        if (record.value() != null) {
          return Optional.of(record);
        }
      }
    }
    return Optional.empty();
  }

  private void printDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    out.println();
    out.printf("A dead letter in %s:%n", record.topic());
    for (Header header : record.headers()) {
      if (header.key().startsWith(DeadLetterHeaders.PREFIX)) {
        out.printf(FIELD, header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    out.printf(FIELD, "value", record.value().length + " bytes, unchanged");
  }

  private void printTask(ConsumerRecord<byte[], byte[]> record) throws IOException {
    TaskActivation task = TaskActivation.parseFrom(record.value());
    out.println();
    out.printf("A task in %s, as a worker receives it:%n", record.topic());
    out.printf(FIELD, "id", task.getId());
    out.printf(FIELD, "application", task.getApplication());
    out.printf(FIELD, "namespace", task.getNamespace());
    out.printf(FIELD, "taskname", task.getTaskname());
    out.printf(FIELD, "source record", ProvenanceHeaders.read(record.headers()).orElseThrow());
    out.println("  parameters");
    new JsonMapper()
        .readTree(task.getParametersJson())
        .toPrettyString()
        .lines()
        .forEach(line -> out.println("    " + line));
  }
}
