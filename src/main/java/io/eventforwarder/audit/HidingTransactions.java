// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.audit.Evidence.Obstacle;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Names the open transactions that hide records of partitions. One of this job ends with the next
 * checkpoint, with the next start, or with its timeout; one of another program may stay open.
 *
 * @param ownPrefix the prefix of the job's transactional ids
 */
record HidingTransactions(KafkaCluster cluster, String ownPrefix) {

  Map<TopicPartition, Obstacle> find(Collection<TopicPartition> partitions) {
    return partitions.isEmpty() ? Map.of() : cluster.ask(admin -> find(admin, partitions));
  }

  private Map<TopicPartition, Obstacle> find(Admin admin, Collection<TopicPartition> partitions)
      throws ExecutionException {
    Map<Long, String> ids = new HashMap<>();
    KafkaCluster.get(admin.listTransactions().all())
        .forEach(each -> ids.put(each.producerId(), each.transactionalId()));
    var producers = admin.describeProducers(partitions);
    Map<TopicPartition, Obstacle> obstacles = new HashMap<>();
    for (TopicPartition partition : partitions) {
      String owner =
          KafkaCluster.getUnless(
                  AuthorizationException.class::isInstance, producers.partitionResult(partition))
              .flatMap(state -> owner(state, ids))
              .orElse("an unknown producer");
      boolean isOurs = owner.startsWith(ownPrefix);
      obstacles.put(
          partition,
          new Obstacle(
              isOurs ? Verdict.PENDING : Verdict.NOT_PROVABLE,
              "an open transaction of %s hides records of %s%s"
                  .formatted(
                      owner,
                      partition,
                      isOurs ? "" : "; stop its producer, or wait for its timeout"),
              false));
    }
    return obstacles;
  }

  /** The producer of an open transaction, preferably one of another program. */
  private Optional<String> owner(PartitionProducerState state, Map<Long, String> ids) {
    return state.activeProducers().stream()
        .filter(producer -> producer.currentTransactionStartOffset().isPresent())
        .map(each -> ids.getOrDefault(each.producerId(), "producer " + each.producerId()))
        .min(Comparator.comparing(owner -> owner.startsWith(ownPrefix)));
  }
}
