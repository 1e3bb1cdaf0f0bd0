// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Where commit logs end on a real broker. */
class CommitLogEndsITCase {

  @Test
  void isTheLastRecordThatCanBeSeen() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(
          List.of(
              new NewTopic("plain", 2, (short) 1), new NewTopic("transactional", 1, (short) 1)));
      try (KafkaProducer<byte[], byte[]> producer = producer(broker, Map.of())) {
        producer.send(new ProducerRecord<>("plain", 0, null, new byte[1]));
        producer.send(new ProducerRecord<>("plain", 0, null, new byte[1]));
      }
      // One record and its marker, then 40 aborted ones, each with a marker.
      try (KafkaProducer<byte[], byte[]> producer =
          producer(broker, Map.of("transactional.id", "log"))) {
        producer.initTransactions();
        for (int i = 0; i < 41; i++) {
          producer.beginTransaction();
          producer.send(new ProducerRecord<>("transactional", 0, null, new byte[1])).get();
          if (i == 0) {
            producer.commitTransaction();
          } else {
            producer.abortTransaction();
          }
        }
      }
      KafkaCluster cluster =
          KafkaCluster.source(
              ForwarderConfig.load(
                  Optional.empty(),
                  Map.of("source.bootstrap-servers", broker.bootstrapServers()),
                  Map.of()));

      assertThat(new CommitLogEnds(cluster, List.of("plain", "transactional")).get())
          .isEqualTo(
              Map.of(
                  new TopicPartition("plain", 0), 1L,
                  new TopicPartition("transactional", 0), 0L));
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(
      EmbeddedBroker broker, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
