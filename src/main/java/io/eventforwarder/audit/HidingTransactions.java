// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.audit.Evidence.Obstacle;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Names the open transactions that hide records of partitions. One of this job ends with the next
 * checkpoint, with the next start, or with its timeout; one of another program may stay open.
 *
 * @param ownPrefix with which the transactional ids of the job begin
 */
record HidingTransactions(KafkaCluster cluster, String ownPrefix) {

  Map<TopicPartition, Obstacle> find(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    return cluster.ask(
        admin -> {
          Map<Long, String> ids = transactionalIds(admin);
          Map<TopicPartition, Obstacle> obstacles = new HashMap<>();
          for (TopicPartition partition : partitions) {
            obstacles.put(partition, obstacle(admin, partition, ids));
          }
          return obstacles;
        });
  }

  /** By producer id; only those that our principal may see. */
  private static Map<Long, String> transactionalIds(Admin admin) throws ExecutionException {
    Map<Long, String> ids = new HashMap<>();
    for (TransactionListing listing :
        KafkaCluster.get(admin.listTransactions(new ListTransactionsOptions()).all())) {
      ids.put(listing.producerId(), listing.transactionalId());
    }
    return ids;
  }

  private Obstacle obstacle(Admin admin, TopicPartition partition, Map<Long, String> ids)
      throws ExecutionException {
    var producers = admin.describeProducers(List.of(partition));
    String owner = "an unknown producer";
    try {
      for (ProducerState producer :
          KafkaCluster.get(producers.partitionResult(partition)).activeProducers()) {
        if (producer.currentTransactionStartOffset().isPresent()) {
          String id = ids.get(producer.producerId());
          owner = id == null ? "producer " + producer.producerId() : id;
          if (id == null || !id.startsWith(ownPrefix)) {
            break;
          }
        }
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
    }
    boolean isOurs = owner.startsWith(ownPrefix);
    return new Obstacle(
        isOurs ? Verdict.PENDING : Verdict.NOT_PROVABLE,
        "an open transaction of %s hides records of %s%s"
            .formatted(
                owner, partition, isOurs ? "" : "; stop its producer, or wait for its timeout"),
        false);
  }
}
