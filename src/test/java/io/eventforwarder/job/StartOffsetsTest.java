// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.StartFrom;
import io.eventforwarder.config.StartFrom.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StartOffsetsTest {

  private static final TopicPartition COMMITTED = new TopicPartition("events", 0);
  private static final TopicPartition NOT_COMMITTED = new TopicPartition("events", 1);
  private static final long TIMESTAMP = 1_700_000_000_000L;

  private final FakeBrokers brokers = new FakeBrokers();

  @Test
  void startsAtTheCommittedOffsetElseAtTheFirst() {
    assertThat(start(Position.COMMITTED)).isEqualTo(Map.of(COMMITTED, 50L, NOT_COMMITTED, 10L));
  }

  @Test
  void needsNoLeaderIfAllOffsetsAreCommitted() {
    brokers.hasLeaders = false;

    assertThat(
            new StartOffsets(new StartFrom(Position.COMMITTED, -1))
                .getPartitionOffsets(Set.of(COMMITTED), brokers))
        .isEqualTo(Map.of(COMMITTED, 50L));
  }

  @Test
  void resolvesEveryOtherPositionToOffsets() {
    assertThat(start(Position.EARLIEST)).isEqualTo(Map.of(COMMITTED, 10L, NOT_COMMITTED, 10L));
    assertThat(start(Position.LATEST)).isEqualTo(Map.of(COMMITTED, 100L, NOT_COMMITTED, 100L));
    // Only one partition has a record of that time or later.
    assertThat(start(Position.TIMESTAMP)).isEqualTo(Map.of(COMMITTED, 70L, NOT_COMMITTED, 100L));
  }

  @Test
  void continuesAtTheEarliestRecordIfAnOffsetIsGone() {
    for (Position position : Position.values()) {
      assertThat(new StartOffsets(new StartFrom(position, TIMESTAMP)).getAutoOffsetResetStrategy())
          .isEqualTo(OffsetResetStrategy.EARLIEST);
    }
  }

  private Map<TopicPartition, Long> start(Position position) {
    return new StartOffsets(new StartFrom(position, TIMESTAMP))
        .getPartitionOffsets(Set.of(COMMITTED, NOT_COMMITTED), brokers);
  }

  /** Every partition has the offsets 10 to 99. */
  private static final class FakeBrokers implements PartitionOffsetsRetriever {

    private boolean hasLeaders = true;

    @Override
    public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
      Map<TopicPartition, Long> offsets = new HashMap<>(Map.of(COMMITTED, 50L));
      offsets.keySet().retainAll(partitions);
      return offsets;
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      return all(partitions, 100);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      return all(partitions, 10);
    }

    private Map<TopicPartition, Long> all(Collection<TopicPartition> partitions, long offset) {
      if (!hasLeaders) {
        throw new IllegalStateException("no leader answers");
      }
      Map<TopicPartition, Long> offsets = new HashMap<>();
      partitions.forEach(partition -> offsets.put(partition, offset));
      return offsets;
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> timestamps) {
      assertThat(timestamps).containsOnlyKeys(COMMITTED, NOT_COMMITTED).containsValue(TIMESTAMP);
      return Map.of(COMMITTED, new OffsetAndTimestamp(70, TIMESTAMP, Optional.empty()));
    }
  }
}
