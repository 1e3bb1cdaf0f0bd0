// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A copy of what the job has written, to be tampered with and written to topics of its own. */
final class TamperedOutputs {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final AtomicInteger COPIES = new AtomicInteger();

  final List<ConsumerRecord<byte[], byte[]>> tasks;
  final List<ConsumerRecord<byte[], byte[]>> deadLetters;
  final List<ConsumerRecord<byte[], byte[]>> ledger;
  final String taskTopic;
  private final String deadLetterTopic;
  final String ledgerTopic;
  private final EmbeddedBroker broker;

  TamperedOutputs(EmbeddedBroker broker) {
    this.broker = broker;
    String suffix = "-" + COPIES.incrementAndGet();
    taskTopic = DemoTopics.TASKS + suffix;
    deadLetterTopic = DemoTopics.DEAD_LETTERS + suffix;
    ledgerTopic = DemoTopics.LEDGER + suffix;
    tasks = read(DemoTopics.TASKS);
    deadLetters = read(DemoTopics.DEAD_LETTERS);
    ledger = read(DemoTopics.LEDGER);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return TestTopics.read(broker.bootstrapServers(), topic);
  }

  JsonNode row(int index) throws IOException {
    return MAPPER.readTree(ledger.get(index).value());
  }

  /** A row about in the middle that counts such records. */
  int rowWith(String count) throws IOException {
    int index = ledger.size() / 2;
    while (row(index).path(count).asLong() == 0) {
      index++;
    }
    return index;
  }

  int lastRowOf(String topic, int partition) throws IOException {
    int index = ledger.size() - 1;
    while (!row(index).path("topic").asText().equals(topic)
        || row(index).path("partition").asInt() != partition) {
      index--;
    }
    return index;
  }

  JsonNode alter(int index, Consumer<ObjectNode> change) throws IOException {
    ObjectNode row = (ObjectNode) row(index);
    change.accept(row);
    ConsumerRecord<byte[], byte[]> old = ledger.get(index);
    ledger.set(
        index,
        new ConsumerRecord<>(
            old.topic(), 0, old.offset(), old.key(), MAPPER.writeValueAsBytes(row)));
    return row;
  }

  /** The settings that name the topics. */
  Map<String, String> write() throws ExecutionException, InterruptedException {
    broker.createTopics(
        List.of(
            new NewTopic(taskTopic, 1, (short) 1),
            new NewTopic(deadLetterTopic, 1, (short) 1),
            new NewTopic(ledgerTopic, 1, (short) 1)));
    write(tasks, taskTopic);
    write(deadLetters, deadLetterTopic);
    write(ledger, ledgerTopic);
    return Map.of(
        "dispatch.topic", taskTopic,
        "dead-letter.topic", deadLetterTopic,
        "ledger.topic", ledgerTopic);
  }

  void write(List<ConsumerRecord<byte[], byte[]>> records, String topic) {
    TestTopics.produce(
        broker.bootstrapServers(),
        records.stream()
            .map(
                record ->
                    new ProducerRecord<>(
                        topic, 0, null, record.key(), record.value(), record.headers())));
  }
}
