// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.List;

/**
 * A property of Kafka or Flink that the job sets itself. A configured value would have no effect or
 * break the job, so it is refused.
 *
 * @param key with its prefix, as in the configuration
 * @param reason why it cannot be configured
 * @param remedy what to do instead
 */
record OwnedProperty(String key, String reason, String remedy) {

  private static final String TABLE =
      """
      kafka.source.properties.bootstrap.servers            | it has an option of its own                | use source.bootstrap-servers
      kafka.source.properties.group.id                     | it has an option of its own                | use source.group-id
      kafka.source.properties.group.instance.id            | the job is not a member of its group       | remove it
      kafka.source.properties.client.id                    | each client needs its own                  | use source.group-id, with which they start
      kafka.source.properties.client.id.prefix             | client ids start with the consumer group   | use source.group-id
      kafka.source.properties.auto.offset.reset            | the job decides where a partition starts   | use source.start-from
      kafka.source.properties.enable.auto.commit           | offsets are committed after checkpoints    | use checkpoint.interval
      kafka.source.properties.auto.commit.interval.ms      | offsets are committed after checkpoints    | use checkpoint.interval
      kafka.source.properties.commit.offsets.on.checkpoint | offsets are committed after checkpoints    | use checkpoint.interval
      kafka.source.properties.key.deserializer             | the job decodes bytes itself               | remove it
      kafka.source.properties.value.deserializer           | the job decodes bytes itself               | remove it
      kafka.sink.properties.bootstrap.servers              | it has an option of its own                | use dispatch.bootstrap-servers
      kafka.sink.properties.transactional.id               | each writer needs its own                  | use dispatch.transactional-id-prefix
      kafka.sink.properties.acks                           | the delivery guarantee needs all           | use dispatch.guarantee
      kafka.sink.properties.enable.idempotence             | it follows from the delivery guarantee     | use dispatch.guarantee
      kafka.sink.properties.transaction.two.phase.commit.enable | transactions left open would never end | remove it
      kafka.sink.properties.key.serializer                 | the job encodes bytes itself               | remove it
      kafka.sink.properties.value.serializer               | the job encodes bytes itself               | remove it
      flink.execution.checkpointing.interval               | it has an option of its own                | use checkpoint.interval
      flink.execution.checkpointing.mode                   | checkpoints are always exactly-once        | use dispatch.guarantee
      """;

  static final List<OwnedProperty> ALL = TABLE.lines().map(OwnedProperty::row).toList();

  private static OwnedProperty row(String line) {
    String[] cells = line.split(" *\\| *");
    return new OwnedProperty(cells[0], cells[1], cells[2]);
  }
}
