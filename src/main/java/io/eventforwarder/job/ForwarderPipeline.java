/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.ledger.KafkaSourceLog;
import io.eventforwarder.ledger.LedgerSerializationSchema;
import io.eventforwarder.route.AuditEntry;
import io.eventforwarder.route.AuditEntrySerializationSchema;
import io.eventforwarder.route.DecodeFunction;
import io.eventforwarder.route.DecodeOperator;
import io.eventforwarder.route.SideOutputs;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The topology: source, decode, dispatch and the sinks of the side outputs, all in one operator
 * chain.
 */
public final class ForwarderPipeline {

  private final ForwarderConfig config;
  private final ClusterFacts clusters;

  public ForwarderPipeline(ForwarderConfig config, ClusterFacts clusters) {
    this.config = config;
    this.clusters = clusters;
  }

  /** Adds the topology to {@code env}, and the settings that it relies on. */
  public void define(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<PostProcessTask> tasks =
        env.fromSource(
                KafkaConnectors.source(config.source()),
                WatermarkStrategy.noWatermarks(),
                OperatorIds.SOURCE)
            .uid(OperatorIds.SOURCE)
            .transform(
                OperatorIds.DECODE,
                TypeInformation.of(PostProcessTask.class),
                new DecodeOperator(decodeFunction()))
            .uid(OperatorIds.DECODE);
    write(
        tasks,
        OperatorIds.DISPATCH,
        new TaskSerializationSchema(config.dispatch(), clusters.sourceCluster()));
    write(
        tasks.getSideOutput(SideOutputs.FAILURE),
        OperatorIds.DEAD_LETTERS,
        new DeadLetterSerializationSchema(
            config.deadLetterTopic(), config.deadLetterHeaders(), maxDeadLetterBytes()));
    config
        .fallbackTopic()
        .ifPresent(topic -> audit(tasks, SideOutputs.FALLBACK, OperatorIds.FALLBACK_AUDIT, topic));
    config
        .skippedTopic()
        .ifPresent(topic -> audit(tasks, SideOutputs.SKIPPED, OperatorIds.SKIPPED_AUDIT, topic));
    config
        .ledgerTopic()
        .ifPresent(
            topic ->
                write(
                    tasks.getSideOutput(SideOutputs.LEDGER),
                    OperatorIds.LEDGER,
                    new LedgerSerializationSchema(topic)));
  }

  private DecodeFunction decodeFunction() {
    return new DecodeFunction(
        config.source().typeByTopic(),
        config.decodeMode(),
        config.decodeLimits(),
        config.failurePolicy(),
        new KafkaSourceLog(config),
        config.source().onGap());
  }

  private void configure(StreamExecutionEnvironment env) {
    env.enableCheckpointing(config.checkpointInterval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
    // Every type here has a serializer of its own; Kryo would only ever mean a mistake.
    env.configure(
        new Configuration()
            .set(PipelineOptions.OBJECT_REUSE, true)
            .set(PipelineOptions.GENERIC_TYPES, false));
  }

  private <T extends AuditEntry> void audit(
      SingleOutputStreamOperator<?> tasks, OutputTag<T> sideOutput, String id, String topic) {
    write(tasks.getSideOutput(sideOutput), id, new AuditEntrySerializationSchema<>(topic));
  }

  /** The smaller of what the topic takes and what the producer was told to send. */
  private int maxDeadLetterBytes() {
    String maxRequestSize =
        config.sink().kafkaProperties().get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    return maxRequestSize == null
        ? clusters.deadLetterMaxBytes()
        : Math.min(clusters.deadLetterMaxBytes(), Integer.parseInt(maxRequestSize));
  }

  private <T> void write(
      DataStream<T> stream, String id, KafkaRecordSerializationSchema<T> schema) {
    stream
        .sinkTo(KafkaConnectors.sink(config.sink(), id, clusters.deadLetterMaxBytes(), schema))
        .name(id)
        .uid(id);
  }
}
