// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.source.Coordinates;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  /** Enough to abort a transaction, unless the brokers are unreachable. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_BYTES = 16 << 20;

  private final KafkaCluster cluster;
  private final ReplayLog log;
  private final long nanosPerRecord;
  private final Duration timeout;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread stopOnExit = new Thread(this::stop, "abort-replay");

  private volatile boolean isStopped;
  private volatile Coordinates failedRecord;

  private long due = System.nanoTime();
  private boolean isOpen;
  private long openedAt;
  private long openedAtMillis;
  private int records;
  private long bytes;
  private long committed;

  /**
   * @param id the transactional id
   * @param recordsPerSecond 0 for no limit
   * @param timeout how long a transaction may be open before the brokers abort it
   */
  TransactionalSink(
      KafkaCluster cluster, String id, ReplayLog log, double recordsPerSecond, Duration timeout) {
    this.cluster = cluster;
    this.log = log;
    nanosPerRecord =
        recordsPerSecond == 0 ? 0 : (long) (TimeUnit.SECONDS.toNanos(1) / recordsPerSecond);
    this.timeout = timeout;
    producer = takeOver(cluster, id, timeout);
    Runtime.getRuntime().addShutdownHook(stopOnExit);
  }

  /** Aborts the transaction of any other producer with this id and fences it. */
  static KafkaProducer<byte[], byte[]> takeOver(KafkaCluster cluster, String id, Duration timeout) {
    KafkaProducer<byte[], byte[]> producer = cluster.newProducer(id, timeout, Map.of());
    return cluster.reporting(
        () -> {
          producer.initTransactions();
          return producer;
        });
  }

  /** Marks the dead letter as replayed, and sends a record for it unless it is null. */
  void replay(StoredDeadLetter deadLetter, ProducerRecord<byte[], byte[]> record) {
    if (record != null) {
      awaitTurn();
    }
    reporting(
        () -> {
          if (!isOpen) {
            producer.beginTransaction();
            isOpen = true;
            openedAt = System.nanoTime();
            openedAtMillis = System.currentTimeMillis();
          }
          if (record != null) {
            bytes += record.value() == null ? 0 : record.value().length;
            producer.send(
                record,
                (metadata, e) -> {
                  if (e != null && failedRecord == null) {
                    failedRecord = deadLetter.coordinates();
                  }
                });
          }
        });
    log.add(deadLetter.coordinates());
    records++;
    // After a failed send the commit fails with the reason.
    if (bytes >= MAX_BYTES || failedRecord != null) {
      commit();
    }
  }

  /** Waits until the next record is due. No transaction stays open for that. */
  private void awaitTurn() {
    // After a delay, at most a second's records are sent at once.
    due = Math.max(due + nanosPerRecord, System.nanoTime() - MAX_NANOS);
    if (isOpen && due - openedAt > MAX_NANOS) {
      commit();
    }
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while replaying", e);
    }
  }

  /** Commits a transaction that has been open for long enough. To be called often. */
  void tick() {
    if (isOpen && openNanos() > MAX_NANOS) {
      commit();
    }
  }

  /** By the clock that is ahead: one of them may stop while the machine is suspended. */
  private long openNanos() {
    return Math.max(
        System.nanoTime() - openedAt,
        TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - openedAtMillis));
  }

  /** Commits the rest. Without this, {@link #close} aborts it. */
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
    } catch (RuntimeException e) {
      if (!isStopped && !(e instanceof KafkaException)) {
        throw e;
      }
      throw new UnavailableException(
          "%s; %d dead letters are replayed and will not be replayed again; start the replay again for the rest"
              .formatted(reason(e), committed),
          e);
    }
  }

  private String reason(RuntimeException e) {
    if (isStopped) {
      return "a signal stopped the replay";
    }
    if (ExceptionUtils.findThrowable(e, ProducerFencedException.class).isPresent()
        || ExceptionUtils.findThrowable(e, InvalidProducerEpochException.class).isPresent()) {
      return openNanos() < timeout.toNanos()
          ? "another replay with the same dispatch.transactional-id-prefix has ended this one"
          : "the transaction timed out: it was open for %d s, and the brokers abort one after %d s"
              .formatted(TimeUnit.NANOSECONDS.toSeconds(openNanos()), timeout.toSeconds());
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return failedRecord == null
        ? cluster.unavailable(cause).getMessage()
        : "cannot replay dead letter " + failedRecord + ": " + cause.getMessage();
  }

  /** Runs when the process receives SIGINT or SIGTERM. */
  private void stop() {
    isStopped = true;
    producer.close(CLOSE_TIMEOUT);
  }

  /** Aborts an open transaction; if the brokers do not respond, they abort it after its timeout. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    try {
      Runtime.getRuntime().removeShutdownHook(stopOnExit);
    } catch (IllegalStateException e) {
      // The process is exiting, and the hook finds nothing to abort.
    }
  }
}
