// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * The number of records in topics, committed or not, by their end offsets. Transaction markers
 * count as well, one for each partition and transaction: up to 1,000 a second with 16 subtasks, 64
 * partitions and a checkpoint a second, less than 1 % of the records.
 */
final class OutputProgress implements AutoCloseable {

  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> partitions;

  OutputProgress(String bootstrapServers, String... topics)
      throws ExecutionException, InterruptedException {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    List<TopicPartition> all = new ArrayList<>();
    for (TopicDescription topic :
        admin.describeTopics(List.of(topics)).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(info -> all.add(new TopicPartition(topic.name(), info.partition())));
    }
    this.partitions =
        all.stream().collect(Collectors.toMap(partition -> partition, p -> OffsetSpec.latest()));
  }

  long count() throws ExecutionException, InterruptedException {
    return admin.listOffsets(partitions).all().get().values().stream()
        .mapToLong(info -> info.offset())
        .sum();
  }

  static String clusterId(String bootstrapServers) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
