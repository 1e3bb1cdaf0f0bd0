// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * Tests a transaction under an id of its own with the configured prefix.
 *
 * @param writes whether to write a record to each topic, in a transaction that is aborted
 */
record WriteProbe(ForwarderConfig config, ClusterState dispatch, boolean writes) implements Check {

  private static final String CHECK = "transactions";
  private static final int MAX_BLOCK_MS = 20_000;

  @Override
  public void run(Findings findings) {
    KafkaCluster cluster = dispatch.cluster();
    String prefix = config.sink().transactionalIdPrefix();
    String id = prefix + "-check";
    KafkaProducer<byte[], byte[]> producer =
        cluster.newProducer(
            id,
            config.sink().transactionTimeout(),
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MAX_BLOCK_MS,
                ProducerConfig.LINGER_MS_CONFIG, 0,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, MAX_BLOCK_MS));
    try {
      producer.initTransactions();
      if (!writes) {
        findings.ok(CHECK, id + " may have transactions");
      } else if (writeAndAbort(producer, findings)) {
        findings.ok(
            CHECK, "a transaction of " + id + " reached every output topic, and was aborted");
      }
    } catch (KafkaException e) {
      Throwable cause = e.getCause() instanceof KafkaException ? e.getCause() : e;
      if (!(cause instanceof TransactionalIdAuthorizationException)) {
        throw cluster.unavailable(cause);
      }
      findings.add(
          RightsCheck.missing(
              Verdict.UNAVAILABLE,
              cluster,
              AclOperation.WRITE,
              RightsCheck.TRANSACTIONAL_ID + prefix,
              "and all ids that start with it, for exactly-once"));
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  /** False if a topic did not accept its record. */
  private boolean writeAndAbort(KafkaProducer<byte[], byte[]> producer, Findings findings) {
    Map<String, Exception> failures = new ConcurrentSkipListMap<>();
    byte[] text = "forwarder check, aborted".getBytes(StandardCharsets.UTF_8);
    producer.beginTransaction();
    for (TopicState topic : dispatch.topics().values()) {
      if (topic.rights().contains(AclOperation.WRITE)) {
        producer.send(
            new ProducerRecord<>(topic.name(), text, text),
            (metadata, exception) -> {
              if (exception != null) {
                failures.put(topic.name(), exception);
              }
            });
      }
    }
    producer.flush();
    producer.abortTransaction();
    failures.forEach(
        (topic, failure) ->
            findings.fail(
                Verdict.UNAVAILABLE,
                CHECK,
                "topic " + topic + " accepts no record: " + failure.getMessage(),
                "check its replicas and settings"));
    return failures.isEmpty();
  }
}
