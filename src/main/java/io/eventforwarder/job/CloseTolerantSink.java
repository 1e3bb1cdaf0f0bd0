// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.kafka.KafkaCluster;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka sink that bears it when its writers cannot be closed, and whose writers leave nothing
 * behind.
 *
 * <p>A writer that is closed aborts its transaction, which fails while no broker answers, and Flink
 * answers a task that cannot be closed by ending its whole TaskManager. An outage of the brokers
 * would so become one of the cluster. Nothing is lost by going on: a closed writer has nothing to
 * say any more, and a transaction that is left open is aborted when the job restarts, or by the
 * brokers after {@code transaction.timeout.ms}.
 *
 * <p>The connector 5.0.0 gives each writer an admin client, to list transactions, and closes none:
 * each restart of the job would leave threads and connections behind for as long as the TaskManager
 * lives. The client of a writer that has been made is closed here. One that cannot be made is out
 * of reach, so none is made before the brokers answer.
 */
final class CloseTolerantSink<T>
    implements Sink<T>,
        SupportsWriterState<T, KafkaWriterState>,
        SupportsCommitter<KafkaCommittable>,
        SupportsPostCommitTopology<KafkaCommittable>,
        LineageVertexProvider {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(CloseTolerantSink.class);

  /** Name of the writers' field. */
  private static final String ADMIN_CLIENT = "adminClient";

  private final KafkaSink<T> sink;
  private final KafkaCluster cluster;

  /**
   * @param cluster that the sink writes to
   */
  CloseTolerantSink(KafkaSink<T> sink, KafkaCluster cluster) {
    this.sink = Objects.requireNonNull(sink);
    this.cluster = Objects.requireNonNull(cluster);
  }

  @Override
  public Writer<T> createWriter(WriterInitContext context) throws IOException {
    cluster.requireAnswer();
    return writer(sink.createWriter(context));
  }

  @Override
  public Writer<T> restoreWriter(WriterInitContext context, Collection<KafkaWriterState> state)
      throws IOException {
    cluster.requireAnswer();
    return writer(sink.restoreWriter(context, state));
  }

  /** The connector's own type of writers is not public. */
  private static <T, W extends StatefulSinkWriter<T, KafkaWriterState>> Writer<T> writer(W writer) {
    @SuppressWarnings("unchecked") // each of the connector's writers is one
    CommittingSinkWriter<T, KafkaCommittable> committing =
        (CommittingSinkWriter<T, KafkaCommittable>) writer;
    return new Writer<>(writer, committing);
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    return sink.createCommitter(context);
  }

  @Override
  public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committables) {
    sink.addPostCommitTopology(committables);
  }

  @Override
  public LineageVertex getLineageVertex() {
    return sink.getLineageVertex();
  }

  /** Both parts are the same object. */
  private record Writer<T>(
      StatefulSinkWriter<T, KafkaWriterState> stateful,
      CommittingSinkWriter<T, KafkaCommittable> committing)
      implements StatefulSinkWriter<T, KafkaWriterState>,
          CommittingSinkWriter<T, KafkaCommittable> {

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
            "A writer could not abort its transaction; the next start of the job does, or the brokers after"
                + " transaction.timeout.ms",
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
}
