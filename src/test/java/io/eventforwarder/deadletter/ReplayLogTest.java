// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.source.Coordinates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ReplayLogTest {

  private static final Uuid TOPIC_ID = Uuid.randomUuid();
  private static final long LAST = 20L * ReplayLog.CHUNK_OFFSETS;

  private static Coordinates deadLetter(int partition, long offset) {
    return new Coordinates("dead-letters", partition, offset);
  }

  /** The log that a later run reads. */
  private static ReplayLog reload(Uuid topicId, List<ProducerRecord<byte[], byte[]>> written) {
    ReplayLog log = new ReplayLog("dead-letters", topicId);
    for (ProducerRecord<byte[], byte[]> record : written) {
      log.load(
          new ConsumerRecord<>(
              record.topic(),
              0,
              0,
              0,
              TimestampType.CREATE_TIME,
              0,
              0,
              record.key(),
              record.value(),
              new RecordHeaders(),
              Optional.empty()));
    }
    return log;
  }

  @Test
  void remembersExactlyWhatWasReplayed() {
    ReplayLog log = new ReplayLog("dead-letters", TOPIC_ID);
    List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
    Set<Long> replayed = new HashSet<>();
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      long offset = random.nextLong(LAST);
      log.add(deadLetter(3, offset));
      replayed.add(offset);
      if (i % 100 == 0) {
        written.addAll(log.takeChanges());
      }
    }
    written.addAll(log.takeChanges());

    ReplayLog later = reload(TOPIC_ID, written);

    for (long offset = 0; offset < LAST; offset++) {
      assertThat(later.contains(deadLetter(3, offset))).isEqualTo(replayed.contains(offset));
      assertThat(later.contains(deadLetter(2, offset))).isFalse();
    }
    assertThat(written).allSatisfy(record -> assertThat(record.value()).hasSizeLessThan(1025));
  }

  @Test
  void forgetsATopicThatWasCreatedAgain() {
    ReplayLog log = new ReplayLog("dead-letters", TOPIC_ID);
    log.add(deadLetter(0, 1));

    assertThat(reload(Uuid.randomUuid(), log.takeChanges()).contains(deadLetter(0, 1))).isFalse();
  }

  @Test
  void writesOnlyWhatChanged() {
    ReplayLog log = new ReplayLog("dead-letters", TOPIC_ID);
    log.add(deadLetter(0, 1));
    log.add(deadLetter(0, ReplayLog.CHUNK_OFFSETS));
    assertThat(log.takeChanges()).hasSize(2);
    log.add(deadLetter(0, 2));
    assertThat(log.takeChanges()).hasSize(1);
    assertThat(log.takeChanges()).isEmpty();
  }
}
