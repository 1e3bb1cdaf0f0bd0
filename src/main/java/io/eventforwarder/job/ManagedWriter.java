// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wraps a writer of the Kafka connector, to tolerate a failed close and to close its admin client.
 *
 * <p>Closing a writer aborts its transaction. That fails if the brokers are unreachable, and Flink
 * stops the whole TaskManager if a task cannot be closed. So the failure is only logged. Nothing is
 * lost: the next start of the job aborts the transaction, or the brokers do after {@code
 * transaction.timeout.ms}.
 *
 * <p>Version 5.0.0 of the connector never closes the admin client of an exactly-once writer. Each
 * restart would leak threads and connections.
 *
 * @param stateful the writer
 * @param committing the same object
 */
record ManagedWriter<T>(
    StatefulSinkWriter<T, KafkaWriterState> stateful,
    CommittingSinkWriter<T, KafkaCommittable> committing)
    implements StatefulSinkWriter<T, KafkaWriterState>, CommittingSinkWriter<T, KafkaCommittable> {

  private static final Logger LOG = LoggerFactory.getLogger(ManagedWriter.class);

  /** Name of the field that holds the admin client of the connector's exactly-once writer. */
  private static final String ADMIN_CLIENT = "adminClient";

  /** The connector's own writer type is not public. */
  static <T, W extends StatefulSinkWriter<T, KafkaWriterState>> ManagedWriter<T> of(W writer) {
    @SuppressWarnings("unchecked") // each of the connector's writers implements both
    CommittingSinkWriter<T, KafkaCommittable> committing =
        (CommittingSinkWriter<T, KafkaCommittable>) writer;
    return new ManagedWriter<>(writer, committing);
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    stateful.write(element, context);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    stateful.flush(endOfInput);
  }

  @Override
  public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
    stateful.writeWatermark(watermark);
  }

  @Override
  public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
    return committing.prepareCommit();
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
    return stateful.snapshotState(checkpointId);
  }

  @Override
  public void close() {
    try {
      stateful.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn(
          "A writer could not abort its transaction. The next start of the job aborts it, or the"
              + " brokers do after transaction.timeout.ms",
          e);
    } finally {
      closeAdminClient();
    }
  }

  private void closeAdminClient() {
    try {
      Field field = stateful.getClass().getDeclaredField(ADMIN_CLIENT);
      field.setAccessible(true);
      if (field.get(stateful) instanceof Admin admin) {
        admin.close(Duration.ZERO);
      }
    } catch (NoSuchFieldException e) {
      LOG.debug("A writer of {} has no admin client", stateful.getClass());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
