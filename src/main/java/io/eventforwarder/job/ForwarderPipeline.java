// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.control.ControlTopic;
import io.eventforwarder.control.PauseLimits;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.PostProcessTaskSerializer;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.dispatch.TaskSizeCheck;
import io.eventforwarder.gate.GateOperator;
import io.eventforwarder.gate.Gated;
import io.eventforwarder.gate.HeldLimits;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.ledger.KafkaSourceLog;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerSerializationSchema;
import io.eventforwarder.ledger.ProgressWatch;
import io.eventforwarder.route.AuditEntry;
import io.eventforwarder.route.AuditEntrySerializationSchema;
import io.eventforwarder.route.DecodeOperator;
import io.eventforwarder.route.DecodeSettings;
import io.eventforwarder.route.MainOutput;
import io.eventforwarder.route.SideOutputs;
import io.eventforwarder.source.PausableKafkaSource;
import io.eventforwarder.source.ReadLimits;
import io.eventforwarder.source.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * The topology: source, decode, dispatch and the sinks of the side outputs, all in one operator
 * chain. With a gate there are two chains, one before the gate and one after it.
 */
public final class ForwarderPipeline {

  /**
   * Flink ends a TaskManager whose task takes longer to end. If the brokers are unreachable, the
   * sinks wait {@code max.block.ms}, a minute each, one after the other, for their transactions to
   * be aborted.
   */
  private static final Duration CANCELLATION_TIMEOUT = Duration.ofMinutes(10);

  private final ForwarderConfig config;
  private final ClusterFacts clusters;

  public ForwarderPipeline(ForwarderConfig config, ClusterFacts clusters) {
    this.config = config;
    this.clusters = clusters;
  }

  /** Adds the topology to {@code env}, and the settings that it relies on. */
  public void define(StreamExecutionEnvironment env) {
    configure(env);
    DataStreamSource<SourceRecord> source =
        env.fromSource(source(), WatermarkStrategy.noWatermarks(), OperatorIds.SOURCE);
    source.uid(OperatorIds.SOURCE);
    if (config.gate().isEmpty()) {
      SingleOutputStreamOperator<PostProcessTask> tasks =
          decode(source, PostProcessTaskSerializer.typeInfo(), MainOutput.tasks());
      writeTasks(tasks, tasks.getSideOutput(SideOutputs.LEDGER));
      writeSideOutputs(tasks);
    } else {
      SingleOutputStreamOperator<Gated> gated = decode(source, Gated.TYPE, MainOutput.gated());
      SingleOutputStreamOperator<PostProcessTask> tasks =
          new GateStage(config).add(env, gated, config.gate().get());
      writeTasks(tasks, tasks.getSideOutput(GateOperator.LEDGER));
      writeSideOutputs(gated);
    }
  }

  private <T> SingleOutputStreamOperator<T> decode(
      DataStream<SourceRecord> source, TypeInformation<T> type, MainOutput<T> mainOutput) {
    DecodeSettings settings =
        new DecodeSettings(
            config.source().typeByTopic(),
            config.decode().limits(),
            config.output().deadLetters().failurePolicy(),
            config.source().start().onGap(),
            config.decode().paritySample());
    return source
        .transform(
            OperatorIds.DECODE,
            type,
            new DecodeOperator<>(
                settings,
                SwitchSource.of(config),
                new TaskSizeCheck(
                    config.dispatch(), maxRecordBytes(config.dispatch().routes().topics())),
                new KafkaSourceLog(config),
                mainOutput))
        .uid(OperatorIds.DECODE);
  }

  private void writeTasks(DataStream<PostProcessTask> tasks, DataStream<LedgerRow> ledger) {
    write(
        tasks,
        OperatorIds.DISPATCH,
        config.dispatch().routes().topics(),
        new TaskSerializationSchema(config.dispatch(), clusters.sourceCluster()));
    config
        .ledgerTopic()
        .ifPresent(
            topic ->
                write(
                    ledger,
                    OperatorIds.LEDGER,
                    Set.of(topic),
                    new LedgerSerializationSchema(topic)));
  }

  private void writeSideOutputs(SingleOutputStreamOperator<?> decoded) {
    write(
        decoded.getSideOutput(SideOutputs.FAILURE),
        OperatorIds.DEAD_LETTERS,
        Set.of(config.deadLetterTopic()),
        new DeadLetterSerializationSchema(
            config.deadLetterTopic(),
            config.output().deadLetters().headers(),
            clusters.maxRecordBytes().get(config.deadLetterTopic())));
    config
        .output()
        .audit()
        .fallback()
        .ifPresent(
            topic -> audit(decoded, SideOutputs.FALLBACK, OperatorIds.FALLBACK_AUDIT, topic));
    config
        .output()
        .audit()
        .skipped()
        .ifPresent(topic -> audit(decoded, SideOutputs.SKIPPED, OperatorIds.SKIPPED_AUDIT, topic));
  }

  /** Without a gate the source commits what it has read; a gate commits what has passed it. */
  private Source<SourceRecord, ?, ?> source() {
    KafkaCluster cluster = KafkaCluster.source(config);
    Set<String> topics = config.source().typeByTopic().keySet();
    List<ReadLimits.Factory> limits = new ArrayList<>();
    config.gate().ifPresent(gate -> limits.add(HeldLimits.of(gate, cluster)));
    ControlTopic.of(config).ifPresent(topic -> limits.add(PauseLimits.of(topic)));
    return new PausableKafkaSource(
        KafkaConnectors.source(config.source(), config.gate().isEmpty()),
        topics,
        ReadLimits.lowestOf(limits),
        ProgressWatch.of(cluster, topics, config.source().groupId()));
  }

  private Map<String, Integer> maxRecordBytes(Set<String> topics) {
    return topics.stream()
        .collect(Collectors.toMap(Function.identity(), clusters.maxRecordBytes()::get));
  }

  private void configure(StreamExecutionEnvironment env) {
    env.enableCheckpointing(
        config.job().checkpointInterval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
    // Every type has its own serializer. Kryo would be a mistake.
    env.configure(
        new Configuration()
            .set(PipelineOptions.OBJECT_REUSE, true)
            .set(PipelineOptions.GENERIC_TYPES, false));
    FlinkDefaults.set(env, TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, CANCELLATION_TIMEOUT);
    // A job that failed or was cancelled continues exactly from its last checkpoint.
    FlinkDefaults.set(
        env,
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  private void audit(
      SingleOutputStreamOperator<?> decoded,
      OutputTag<AuditEntry> sideOutput,
      String id,
      String topic) {
    write(
        decoded.getSideOutput(sideOutput),
        id,
        Set.of(topic),
        new AuditEntrySerializationSchema(topic));
  }

  private <T> void write(
      DataStream<T> stream,
      String id,
      Set<String> topics,
      KafkaRecordSerializationSchema<T> schema) {
    stream
        .sinkTo(KafkaConnectors.sink(config, id, maxRecordBytes(topics), schema))
        .name(id)
        .uid(id);
  }
}
