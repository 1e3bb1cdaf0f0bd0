// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * How far a group has stored a source partition.
 *
 * @param position behind the last offset that is stored: what stands before it may be released
 * @param timestamp when it was announced, milliseconds since the epoch
 */
@TypeInfo(AnnouncementTypeInfoFactory.class)
public record Announcement(String topic, int partition, String group, long position, long timestamp)
    implements CommitLogEntry {

  public Announcement {
    Objects.requireNonNull(topic);
    Objects.requireNonNull(group);
  }

  /** Key of the gate of this partition. */
  public String key() {
    return Gated.key(topic, partition);
  }
}
