// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.ApiException;

/** The transactions of a cluster that have not ended, as far as our principal may see them. */
final class OpenTransactions {

  private static final List<TransactionState> STATES =
      List.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT);

  private OpenTransactions() {}

  /** By transactional id. */
  static Map<String, TransactionDescription> of(Admin admin) throws ExecutionException {
    Collection<TransactionListing> listings =
        KafkaCluster.get(
            admin.listTransactions(new ListTransactionsOptions().filterStates(STATES)).all());
    var result =
        admin.describeTransactions(
            listings.stream().map(TransactionListing::transactionalId).collect(Collectors.toSet()));
    Map<String, TransactionDescription> open = new HashMap<>();
    for (TransactionListing listing : listings) {
      String id = listing.transactionalId();
      try {
        open.put(id, KafkaCluster.get(result.description(id)));
      } catch (ExecutionException e) {
        // It ended between the two requests.
        if (!(e.getCause() instanceof ApiException)) {
          throw e;
        }
      }
    }
    open.values().removeIf(description -> description.transactionStartTimeMs().isEmpty());
    return open;
  }
}
