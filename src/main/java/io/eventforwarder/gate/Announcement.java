// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * How far a group has stored a source partition.
 *
 * @param position the first offset that is not stored: records before it may pass the gate
 * @param timestamp of the announcement, milliseconds since the epoch
 */
public record Announcement(String topic, int partition, String group, long position, long timestamp)
    implements CommitLogEntry {

  public static final TypeInformation<Announcement> TYPE =
      new ImmutableTypeInfo<>(Announcement.class, AnnouncementSerializer.INSTANCE);

  public Announcement {
    Objects.requireNonNull(topic);
    Objects.requireNonNull(group);
  }

  Announcement withPosition(long other) {
    return new Announcement(topic, partition, group, other, timestamp);
  }

  /** Key of the gate of this partition. */
  public String key() {
    return Gated.key(topic, partition);
  }
}
