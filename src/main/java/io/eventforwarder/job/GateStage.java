// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.GateSettings;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.PostProcessTaskSerializer;
import io.eventforwarder.gate.Announcement;
import io.eventforwarder.gate.CommitLogOperator;
import io.eventforwarder.gate.GateOperator;
import io.eventforwarder.gate.Gated;
import io.eventforwarder.kafka.KafkaCluster;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The gate's part of the topology: the commit-log source, and the gate that it opens. */
record GateStage(ForwarderConfig config, GateSettings settings) {

  /** State may exceed the heap, and checkpoints are incremental. */
  private static final String STATE_BACKEND = "rocksdb";

  /** Returns the tasks that have passed the gate. Ledger rows are a side output. */
  SingleOutputStreamOperator<PostProcessTask> add(
      StreamExecutionEnvironment env, DataStream<Gated> gated) {
    ForwarderPipeline.setDefault(env, StateBackendOptions.STATE_BACKEND, STATE_BACKEND);
    ForwarderPipeline.setDefault(env, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    return gated
        .keyBy(Gated::key, Types.STRING)
        .connect(announcements(env).keyBy(Announcement::key, Types.STRING))
        .transform(
            OperatorIds.GATE,
            PostProcessTaskSerializer.typeInfo(),
            new GateOperator(
                settings,
                SwitchSource.of(config),
                KafkaCluster.source(config),
                config.source().groupId()))
        .uid(OperatorIds.GATE);
  }

  /** One subtask is enough: announcements are few, and each partition has its own order. */
  private DataStream<Announcement> announcements(StreamExecutionEnvironment env) {
    return env.fromSource(
            KafkaConnectors.commitLogSource(config.source(), settings.commitLogTopics()),
            WatermarkStrategy.noWatermarks(),
            OperatorIds.COMMIT_LOG_SOURCE)
        .uid(OperatorIds.COMMIT_LOG_SOURCE)
        .setParallelism(1)
        .transform(
            OperatorIds.COMMIT_LOG,
            Announcement.TYPE,
            new CommitLogOperator(settings, KafkaCluster.source(config)))
        .uid(OperatorIds.COMMIT_LOG)
        .setParallelism(1);
  }
}
