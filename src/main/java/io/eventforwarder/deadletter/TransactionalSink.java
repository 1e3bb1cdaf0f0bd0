// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Sends the records of a replay in transactions of about a second. Each transaction also holds the
 * {@link ReplayLog}'s changes, so that both are committed or neither.
 */
final class TransactionalSink implements AutoCloseable {

  /** A replay that is killed blocks readers of its output for no longer than this. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_RECORDS = 1_000;
  private static final long MAX_BYTES = 16 << 20;

  private final KafkaCluster cluster;
  private final String id;
  private final ReplayLog log;
  private final double nanosPerRecord;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<String> failedRecord = new AtomicReference<>();
  private final long start = System.nanoTime();

  private long sent;
  private boolean isOpen;
  private long openedAt;
  private int records;
  private long bytes;
  private long committed;

  /**
   * @param id the transactional id
   * @param recordsPerSecond 0 for no limit
   */
  TransactionalSink(KafkaCluster cluster, String id, ReplayLog log, double recordsPerSecond) {
    this.cluster = cluster;
    this.id = id;
    this.log = log;
    nanosPerRecord = recordsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
    producer = takeOver(cluster, id);
  }

  /** Aborts the transaction of any other producer with this id and fences it. */
  static KafkaProducer<byte[], byte[]> takeOver(KafkaCluster cluster, String id) {
    KafkaProducer<byte[], byte[]> producer = cluster.newProducer(id, TRANSACTION_TIMEOUT);
    cluster.reporting(
        () -> {
          producer.initTransactions();
          return null;
        });
    return producer;
  }

  /**
   * Marks the dead letter as replayed.
   *
   * @param record what to send for it, null for nothing
   */
  void replay(StoredDeadLetter deadLetter, ProducerRecord<byte[], byte[]> record) {
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
    // After a failed send the commit fails with the reason.
    if (records >= MAX_RECORDS || bytes >= MAX_BYTES || failedRecord.get() != null) {
      commit();
    }
  }

  /** Waits until the next record is due. No transaction stays open for that. */
  private void awaitTurn() {
    long due = start + (long) (sent * nanosPerRecord);
    if (isOpen && due - openedAt > MAX_NANOS) {
      commit();
    }
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while replaying", e);
    }
    sent++;
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

  /** Commits a transaction that has been open for long enough. To be called often. */
  void tick() {
    if (isOpen && System.nanoTime() - openedAt > MAX_NANOS) {
      commit();
    }
  }

  /** Commits the rest. Without this {@link #close} leaves it to be aborted. */
  void finish() {
    if (isOpen) {
      commit();
    }
  }

  private void commit() {
    reporting(
        () -> {
          log.takeChanges().forEach(producer::send);
          producer.commitTransaction();
        });
    committed += records;
    isOpen = false;
    records = 0;
    bytes = 0;
  }

  private void reporting(Runnable call) {
    try {
      call.run();
    } catch (KafkaException e) {
      throw new UnavailableException(
          reason(e)
              + "; "
              + committed
              + " dead letters are replayed and will not be replayed again; start the replay again"
              + " for the rest when the cause is removed",
          e);
    }
  }

  private String reason(KafkaException e) {
    if (ExceptionUtils.findThrowable(e, ProducerFencedException.class).isPresent()
        || ExceptionUtils.findThrowable(e, InvalidProducerEpochException.class).isPresent()) {
      return "another replay with the transactional id " + id + " has started and ended this one";
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String record = failedRecord.get();
    return record == null
        ? cluster.unavailable(cause).getMessage()
        : "cannot replay dead letter " + record + ": " + cause.getMessage();
  }

  /**
   * Does not wait for an open transaction. The broker aborts it after its timeout, or at once when
   * another replay starts.
   */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
