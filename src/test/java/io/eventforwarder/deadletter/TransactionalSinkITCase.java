// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.testing.TestTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a replay reports when the brokers have ended its transaction. */
@Timeout(120)
class TransactionalSinkITCase {

  private static final String ID = "test-replay";

  private EmbeddedBroker broker;
  private TestTopics topics;
  private KafkaCluster cluster;
  private ReplayLog log;

  @BeforeEach
  void start() throws Exception {
    broker =
        EmbeddedBroker.start(
            Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "100"));
    topics = new TestTopics(broker, 1, 1);
    cluster = KafkaCluster.dispatch(topics.config(Map.of()));
    log = new ReplayLog(topics.deadLetters, Uuid.randomUuid());
    log.createTopic(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void reportsATimeoutAsSuch() throws Exception {
    try (TransactionalSink sink = sink(Duration.ofSeconds(1));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      replayOne(sink);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  admin.describeTransactions(List.of(ID)).description(ID).get().state()
                      == TransactionState.COMPLETE_ABORT);

      assertThatThrownBy(sink::finish)
          .isInstanceOf(UnavailableException.class)
          .hasMessageStartingWith("the transaction timed out: it was open for ")
          .hasMessageContaining("s, and the brokers abort one after 1 s;")
          .hasMessageContaining("0 dead letters are replayed");
    }
  }

  @Test
  void reportsAnotherReplay() {
    try (TransactionalSink first = sink(Duration.ofSeconds(60));
        TransactionalSink second = sink(Duration.ofSeconds(60))) {
      assertThatThrownBy(() -> replayOneAndFinish(first))
          .isInstanceOf(UnavailableException.class)
          .hasMessageStartingWith(
              "another replay with the same dispatch.transactional-id-prefix has ended this one;");
      replayOneAndFinish(second);
    }
  }

  private TransactionalSink sink(Duration timeout) {
    return new TransactionalSink(cluster, ID, log, 0, timeout);
  }

  private void replayOneAndFinish(TransactionalSink sink) {
    replayOne(sink);
    sink.finish();
  }

  private void replayOne(TransactionalSink sink) {
    sink.replay(
        new StoredDeadLetter(
            new ConsumerRecord<>(topics.deadLetters, 0, 0, null, null),
            new Coordinates(topics.source, 0, 0)),
        new ProducerRecord<>(topics.tasks, 0, null, null));
  }
}
