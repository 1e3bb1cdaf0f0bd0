// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer group has stored a source partition.
 *
 * @param position the first offset that is not stored: records before it may pass the gate
 * @param timestamp of the commit-log record, milliseconds since the epoch
 */
public record Announcement(TopicPartition partition, String group, long position, long timestamp)
    implements CommitLogEntry {

  public static final TypeInformation<Announcement> TYPE =
      new ImmutableTypeInfo<>(Announcement.class, AnnouncementSerializer.INSTANCE);

  public Announcement {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(group);
  }

  /** The key of its partition's gate. */
  public String key() {
    return Gated.key(partition.topic(), partition.partition());
  }
}
