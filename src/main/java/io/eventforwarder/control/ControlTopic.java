// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.Coordinates;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * The compacted topic of the switches, with one record for each.
 *
 * @param configuredMode applies to partitions whose mode is not switched
 */
public record ControlTopic(KafkaCluster cluster, String name, DecodeMode configuredMode)
    implements SwitchSource {

  private static final long serialVersionUID = 1L;

  /** The configured control topic, empty if there is none. */
  public static Optional<ControlTopic> of(ForwarderConfig config) {
    return config
        .job()
        .controlTopic()
        .map(name -> new ControlTopic(KafkaCluster.dispatch(config), name, config.decode().mode()));
  }

  /** All feeds of this topic within a process share one consumer. */
  @Override
  public SwitchFeed open() {
    cluster.require(name);
    return SwitchFollower.open(this);
  }

  /** Writes a record, and returns its coordinates. */
  public Coordinates write(ControlRecord record) {
    int partitions = cluster.require(name).partitions().size();
    int partition = Utils.toPositive(Utils.murmur2(record.keyBytes())) % partitions;
    long offset =
        cluster.write(
            new ProducerRecord<>(name, partition, record.keyBytes(), record.valueBytes()));
    return new Coordinates(name, partition, offset);
  }

  @Override
  public String toString() {
    return name + " at " + cluster.servers();
  }
}
