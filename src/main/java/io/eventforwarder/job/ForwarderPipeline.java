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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
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

/**
 * The topology: source, decode, dispatch and the sinks of the side outputs, all in one operator
 * chain. With a gate there are two chains, one before the gate and one after it.
 */
public record ForwarderPipeline(ForwarderConfig config, ClusterFacts clusters) {

  /**
   * Flink stops a TaskManager whose task takes longer to stop. If the brokers are unreachable, each
   * sink in turn waits {@code max.block.ms}, a minute, to abort its transaction.
   */
  private static final Duration CANCELLATION_TIMEOUT = Duration.ofMinutes(10);

  /** Adds the topology to {@code env}, and the settings that it needs. */
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
          new GateStage(config, config.gate().get()).add(env, gated);
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
    writeIfSet(config.ledgerTopic(), ledger, OperatorIds.LEDGER, LedgerSerializationSchema::new);
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
    ForwarderConfig.AuditTopics topics = config.output().audit();
    writeIfSet(
        topics.fallback(),
        decoded.getSideOutput(SideOutputs.FALLBACK),
        OperatorIds.FALLBACK_AUDIT,
        AuditEntrySerializationSchema::new);
    writeIfSet(
        topics.skipped(),
        decoded.getSideOutput(SideOutputs.SKIPPED),
        OperatorIds.SKIPPED_AUDIT,
        AuditEntrySerializationSchema::new);
  }

  /** Without a gate, the source commits the offsets it has read; a gate commits what has passed. */
  private Source<SourceRecord, ?, ?> source() {
    KafkaCluster cluster = KafkaCluster.source(config);
    Set<String> topics = config.source().typeByTopic().keySet();
    List<ReadLimits.Factory> limits = new ArrayList<>();
    config.gate().ifPresent(gate -> limits.add(HeldLimits.of(gate, cluster)));
    ControlTopic.of(config).ifPresent(topic -> limits.add(PauseLimits.of(topic)));
    return new PausableKafkaSource(
        KafkaConnectors.source(config.source(), config.gate().isEmpty()),
        topics,
        limits,
        ProgressWatch.of(cluster, topics, config.source().groupId()));
  }

  private Map<String, Integer> maxRecordBytes(Set<String> topics) {
    return topics.stream()
        .collect(Collectors.toMap(Function.identity(), clusters.maxRecordBytes()::get));
  }

  private void configure(StreamExecutionEnvironment env) {
    env.enableCheckpointing(
        config.job().checkpointInterval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
    // Every type has its own serializer; falling back to Kryo would be a bug.
    env.configure(
        new Configuration()
            .set(PipelineOptions.OBJECT_REUSE, true)
            .set(PipelineOptions.GENERIC_TYPES, false));
    setDefault(env, TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, CANCELLATION_TIMEOUT);
    // A job that failed or was cancelled continues exactly from its last checkpoint.
    setDefault(
        env,
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  /** Sets an option unless the job's or the cluster's configuration sets it. */
  static <T> void setDefault(StreamExecutionEnvironment env, ConfigOption<T> option, T value) {
    if (env.getConfiguration().getOptional(option).isEmpty()) {
      env.configure(new Configuration().set(option, value));
    }
  }

  private <T> void writeIfSet(
      Optional<String> topic,
      DataStream<T> stream,
      String id,
      Function<String, KafkaRecordSerializationSchema<T>> schema) {
    topic.ifPresent(name -> write(stream, id, Set.of(name), schema.apply(name)));
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
