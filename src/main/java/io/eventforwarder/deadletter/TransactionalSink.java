// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Sends in transactions of about a second. Each holds the records, the memory that they were
 * replayed, and the replay group's offsets: all of it counts, or nothing.
 */
final class TransactionalSink implements ReplaySink {

  /** A replay that was killed holds up readers of what it wrote to for so long at most. */
  static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_RECORDS = 1_000;
  private static final long MAX_BYTES = 16 << 20;

  private final KafkaCluster cluster;
  private final String id;
  private final String deadLetterTopic;
  private final boolean commitsOffsets;
  private final ReplayLog log;
  private final Pace pace;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<String> failedRecord = new AtomicReference<>();

  private boolean isOpen;
  private long openedAt;
  private int records;
  private long bytes;
  private long committed;

  /**
   * @param producer whose transactions are initialised
   * @param id transactional id, and name of the replay group
   * @param commitsOffsets whether the dead-letter topic is in this cluster
   */
  TransactionalSink(
      KafkaCluster cluster,
      KafkaProducer<byte[], byte[]> producer,
      String id,
      String deadLetterTopic,
      boolean commitsOffsets,
      ReplayLog log,
      Pace pace) {
    this.cluster = cluster;
    this.producer = producer;
    this.id = id;
    this.deadLetterTopic = deadLetterTopic;
    this.commitsOffsets = commitsOffsets;
    this.log = log;
    this.pace = pace;
  }

  @Override
  public void replay(StoredDeadLetter deadLetter, ProducerRecord<byte[], byte[]> record) {
    if (record != null) {
      awaitTurn();
    }
    reporting(
        () -> {
          open();
          if (record != null) {
            send(deadLetter, record);
          }
        });
    log.add(deadLetter.record().partition(), deadLetter.record().offset());
    records++;
    // After a failed send the commit fails, and says why.
    if (records >= MAX_RECORDS || bytes >= MAX_BYTES || failedRecord.get() != null) {
      commit();
    }
  }

  /** Nothing waits in an open transaction for long. */
  private void awaitTurn() {
    long wait = pace.untilNext();
    if (isOpen && wait > 0 && System.nanoTime() - openedAt + wait > MAX_NANOS) {
      commit();
    }
    try {
      TimeUnit.NANOSECONDS.sleep(pace.untilNext());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while replaying", e);
    }
    pace.count();
  }

  private void open() {
    if (!isOpen) {
      producer.beginTransaction();
      isOpen = true;
      openedAt = System.nanoTime();
    }
  }

  private void send(StoredDeadLetter deadLetter, ProducerRecord<byte[], byte[]> record) {
    bytes += record.value() == null ? 0 : record.value().length;
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failedRecord.compareAndSet(null, deadLetter.coordinates().toString());
          }
        });
  }

  @Override
  public void tick() {
    if (isOpen && System.nanoTime() - openedAt > MAX_NANOS) {
      commit();
    }
  }

  @Override
  public void finish() {
    if (isOpen) {
      commit();
    }
  }

  private void commit() {
    reporting(
        () -> {
          log.takeChanges().forEach(producer::send);
          if (commitsOffsets) {
            producer.sendOffsetsToTransaction(offsets(), new ConsumerGroupMetadata(id));
          }
          producer.commitTransaction();
        });
    committed += records;
    isOpen = false;
    records = 0;
    bytes = 0;
  }

  /** The group's lag is what has come in since the newest dead letter that was replayed. */
  private Map<TopicPartition, OffsetAndMetadata> offsets() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    log.ends()
        .forEach(
            (partition, end) ->
                offsets.put(
                    new TopicPartition(deadLetterTopic, partition), new OffsetAndMetadata(end)));
    return offsets;
  }

  private void reporting(Runnable call) {
    try {
      call.run();
    } catch (KafkaException e) {
      throw isFenced(e) ? fenced(e) : failed(e);
    }
  }

  private static boolean isFenced(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private UnavailableException fenced(KafkaException e) {
    return new UnavailableException(
        "another replay with the transactional id "
            + id
            + " has started, so this one has stopped; "
            + kept(),
        e);
  }

  private UnavailableException failed(KafkaException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String record = failedRecord.get();
    return record == null
        ? new UnavailableException(cluster.unavailable(cause).getMessage() + "; " + kept(), e)
        : new UnavailableException(
            "cannot replay dead letter " + record + ": " + cause.getMessage() + "; " + kept(), e);
  }

  private String kept() {
    return committed
        + " dead letters are replayed and remembered, the rest is not: run it again when the cause is"
        + " gone";
  }

  @Override
  public void close() {
    // Takes nothing with it: a transaction that is still open is aborted by the broker, at once if
    // another replay starts.
    producer.close(Duration.ofSeconds(1));
  }
}
