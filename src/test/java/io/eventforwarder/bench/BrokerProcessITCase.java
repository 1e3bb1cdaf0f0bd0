// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessITCase {

  @TempDir private Path directory;

  @Test
  void keepsDataAndAddressWhenKilledAndStartedAgain() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, Map.of(), "256m")) {
      broker.createTopics(List.of(new NewTopic("events", 1, (short) 1)));
      assertThat(send(broker)).isZero();
      long pid = broker.pid();

      broker.kill();
      assertThat(ProcessHandle.of(pid)).isEmpty();
      broker.start();

      assertThat(broker.pid()).isNotEqualTo(pid);
      assertThat(send(broker)).isEqualTo(1);
    }
  }

  @Test
  void tellsWhyItDoesNotStart() {
    assertThatThrownBy(() -> BrokerProcess.start(directory, Map.of(), "1k"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the broker has ended with exit code 1")
        .hasMessageContaining("broker.log")
        .hasMessageContaining("Too small");
  }

  /** Returns the record's offset. */
  private static long send(BrokerProcess broker) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      return producer.send(new ProducerRecord<>("events", "value")).get().offset();
    }
  }
}
