// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.dispatch.ParametersFormat;
import io.eventforwarder.dispatch.TaskFormat;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** Every option of the forwarder. */
public final class ForwarderOptions {

  /** Keys with this prefix are properties of the Kafka consumers. */
  public static final String KAFKA_SOURCE_PREFIX = "kafka.source.properties.";

  /** Keys with this prefix are properties of the Kafka producers. */
  public static final String KAFKA_SINK_PREFIX = "kafka.sink.properties.";

  /** Keys with this prefix are settings of Flink. */
  public static final String FLINK_PREFIX = "flink.";

  public static final ConfigOption<String> SOURCE_BOOTSTRAP_SERVERS =
      ConfigOptions.key("source.bootstrap-servers")
          .stringType()
          .noDefaultValue()
          .withDescription("Brokers of the source cluster, host:port, separated by commas.");

  public static final ConfigOption<Map<String, String>> SOURCE_TOPICS =
      ConfigOptions.key("source.topics")
          .mapType()
          .defaultValue(Map.of("events", EventStreamType.ERROR.toString()))
          .withDescription("Topics to read and the type of each: error, transaction or generic.");

  public static final ConfigOption<String> SOURCE_GROUP_ID =
      ConfigOptions.key("source.group-id")
          .stringType()
          .defaultValue("post-process-forwarder")
          .withDescription(
              "Consumer group. The job commits its offsets with each checkpoint, for lag monitoring"
                  + " and for a start without a checkpoint.");

  public static final ConfigOption<String> SOURCE_START_FROM =
      ConfigOptions.key("source.start-from")
          .stringType()
          .defaultValue("committed")
          .withDescription(
              "Where to start without a checkpoint: committed (the group's offsets, else earliest),"
                  + " earliest, latest or timestamp:<milliseconds since the epoch>.");

  public static final ConfigOption<String> SOURCE_CLUSTER_NAME =
      ConfigOptions.key("source.cluster-name")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Name of the source cluster in task ids. Default: Kafka's own cluster id. Set it if"
                  + " the topics may move to another cluster.");

  public static final ConfigOption<OnGap> SOURCE_ON_GAP =
      ConfigOptions.key("source.on-gap")
          .enumType(OnGap.class)
          .defaultValue(OnGap.RECORD)
          .withDescription(
              "When records were deleted before they were read: record (continue at the first that"
                  + " is left, and report the gap by log, metric and ledger) or fail (the job ends and is"
                  + " not restarted).");

  public static final ConfigOption<DecodeMode> DECODE_MODE =
      ConfigOptions.key("decode.mode")
          .enumType(DecodeMode.class)
          .defaultValue(DecodeMode.HEADERS_FIRST)
          .withDescription(
              "headers-first (the value decides when the headers do not) or value-only.");

  public static final ConfigOption<Integer> DECODE_MAX_DEPTH =
      ConfigOptions.key("decode.max-depth")
          .intType()
          .defaultValue(DecodeLimits.DEFAULT.maxDepth())
          .withDescription("Deepest nesting of JSON arrays and objects, 1 to 1000.");

  public static final ConfigOption<Integer> DECODE_MAX_NUMBER_LENGTH =
      ConfigOptions.key("decode.max-number-length")
          .intType()
          .defaultValue(DecodeLimits.DEFAULT.maxNumberLength())
          .withDescription("Longest JSON number, in characters.");

  public static final ConfigOption<Integer> DECODE_MAX_STRING_LENGTH =
      ConfigOptions.key("decode.max-string-length")
          .intType()
          .defaultValue(DecodeLimits.DEFAULT.maxStringLength())
          .withDescription("Longest JSON string, in bytes.");

  public static final ConfigOption<String> DISPATCH_BOOTSTRAP_SERVERS =
      ConfigOptions.key("dispatch.bootstrap-servers")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Brokers of the cluster of all outputs and of the control topic. Default: the source"
                  + " cluster.");

  public static final ConfigOption<String> DISPATCH_TOPIC =
      ConfigOptions.key("dispatch.topic")
          .stringType()
          .defaultValue("taskworker")
          .withDescription("Topic of the tasks.");

  public static final ConfigOption<Map<String, String>> DISPATCH_ROUTES =
      ConfigOptions.key("dispatch.routes")
          .mapType()
          .defaultValue(Map.of())
          .withDescription("Topics of single queues: queue to topic.");

  public static final ConfigOption<TaskFormat> DISPATCH_FORMAT =
      ConfigOptions.key("dispatch.format")
          .enumType(TaskFormat.class)
          .defaultValue(TaskFormat.TASKBROKER)
          .withDescription("taskbroker (protobuf TaskActivation) or json.");

  public static final ConfigOption<DeliveryGuarantee> DISPATCH_GUARANTEE =
      ConfigOptions.key("dispatch.guarantee")
          .enumType(DeliveryGuarantee.class)
          .defaultValue(DeliveryGuarantee.EXACTLY_ONCE)
          .withDescription(
              "exactly-once (output is visible to read_committed consumers after each checkpoint) or"
                  + " at-least-once (visible at once, repeated after a failure).");

  public static final ConfigOption<String> DISPATCH_TRANSACTIONAL_ID_PREFIX =
      ConfigOptions.key("dispatch.transactional-id-prefix")
          .stringType()
          .defaultValue("post-process-forwarder")
          .withDescription(
              "Prefix of the producers' transactional ids. Two jobs on one cluster need two"
                  + " prefixes.");

  public static final ConfigOption<Boolean> DISPATCH_PROVENANCE_HEADERS =
      ConfigOptions.key("dispatch.provenance-headers")
          .booleanType()
          .defaultValue(true)
          .withDescription("Whether headers of each task's record name the source record.");

  public static final ConfigOption<ParametersFormat> TASKBROKER_PARAMETERS =
      ConfigOptions.key("dispatch.taskbroker.parameters")
          .enumType(ParametersFormat.class)
          .defaultValue(ParametersFormat.BOTH)
          .withDescription(
              "Parameter fields to fill: both (read by every worker), msgpack (taskbroker-client 0.1.9"
                  + " and later) or json (before 0.20.0).");

  public static final ConfigOption<String> TASK_APPLICATION =
      ConfigOptions.key("dispatch.task.application")
          .stringType()
          .defaultValue("sentry")
          .withDescription("Application whose workers run the task.");

  public static final ConfigOption<String> TASK_NAMESPACE =
      ConfigOptions.key("dispatch.task.namespace")
          .stringType()
          .defaultValue("ingest.errors.postprocess")
          .withDescription("Namespace of the task.");

  public static final ConfigOption<String> TASK_NAME =
      ConfigOptions.key("dispatch.task.name")
          .stringType()
          .defaultValue("sentry.issues.tasks.post_process.post_process_group")
          .withDescription("Name under which the workers register the task.");

  public static final ConfigOption<Duration> TASK_PROCESSING_DEADLINE =
      ConfigOptions.key("dispatch.task.processing-deadline")
          .durationType()
          .defaultValue(Duration.ofSeconds(120))
          .withDescription(
              "Time that a worker may take, with its unit; fractions of a second are dropped.");

  public static final ConfigOption<String> DEAD_LETTER_TOPIC =
      ConfigOptions.key("dead-letter.topic")
          .stringType()
          .defaultValue("post-process-dead-letters")
          .withDescription("Topic of the records that could not be decoded.");

  public static final ConfigOption<DeadLetterHeaderStyle> DEAD_LETTER_HEADERS =
      ConfigOptions.key("dead-letter.headers")
          .enumType(DeadLetterHeaderStyle.class)
          .defaultValue(DeadLetterHeaderStyle.FORWARDER)
          .withDescription(
              "Headers that give the reason: forwarder (forwarder.error.*, which the dead-letters"
                  + " commands read), kafka-connect (__connect.errors.*) or both.");

  public static final ConfigOption<Double> DEAD_LETTER_LIMIT_MAX_RATIO =
      ConfigOptions.key("dead-letter.limit.max-ratio")
          .doubleType()
          .defaultValue(0.5)
          .withDescription(
              "Share of a partition's records that may fail within the window, 0 to 1; 1 is no limit.");

  public static final ConfigOption<Duration> DEAD_LETTER_LIMIT_WINDOW =
      ConfigOptions.key("dead-letter.limit.window")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription(
              "Window of that share. It starts with a failure and is judged from its 100th record.");

  public static final ConfigOption<Integer> DEAD_LETTER_LIMIT_MAX_CONSECUTIVE =
      ConfigOptions.key("dead-letter.limit.max-consecutive")
          .intType()
          .defaultValue(1000)
          .withDescription("Records of a partition that may fail in a row; 0 is no limit.");

  public static final ConfigOption<OnLimit> DEAD_LETTER_ON_LIMIT =
      ConfigOptions.key("dead-letter.on-limit")
          .enumType(OnLimit.class)
          .defaultValue(OnLimit.CONTINUE)
          .withDescription(
              "Beyond a limit: continue (alarm metric, one log line a minute) or fail (the job ends and is"
                  + " not restarted).");

  public static final ConfigOption<String> FALLBACK_TOPIC =
      ConfigOptions.key("fallback.topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Audit topic: an entry for each record whose headers did not decide, and for each"
                  + " mismatch that audit.parity-sample finds. Default: none.");

  public static final ConfigOption<String> SKIPPED_TOPIC =
      ConfigOptions.key("skipped.topic")
          .stringType()
          .noDefaultValue()
          .withDescription("Audit topic: an entry for each record without a task. Default: none.");

  public static final ConfigOption<String> LEDGER_TOPIC =
      ConfigOptions.key("ledger.topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Topic of the ledger: the outcome of every offset, which the command audit proves."
                  + " Default: none, since topics must exist before.");

  public static final ConfigOption<Double> AUDIT_PARITY_SAMPLE =
      ConfigOptions.key("audit.parity-sample")
          .doubleType()
          .defaultValue(0.0)
          .withDescription(
              "Share of the records decided by headers whose value is decoded too, to compare the"
                  + " tasks: 0 to 1.");

  public static final ConfigOption<Boolean> GATE_ENABLED =
      ConfigOptions.key("gate.enabled")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether tasks wait until the commit logs announce that their events are stored.");

  public static final ConfigOption<String> GATE_COMMIT_LOG_TOPIC =
      ConfigOptions.key("gate.commit-log.topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Commit log to follow, on the source cluster: a topic for all source topics, or a map of"
                  + " source topic to topic.");

  public static final ConfigOption<String> GATE_GROUPS =
      ConfigOptions.key("gate.groups")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Consumer groups that must all have stored an event: a list for all source topics, or a map"
                  + " of source topic to list.");

  public static final ConfigOption<OffsetSemantics> GATE_OFFSET_SEMANTICS =
      ConfigOptions.key("gate.offset-semantics")
          .enumType(OffsetSemantics.class)
          .defaultValue(OffsetSemantics.NEXT)
          .withDescription(
              "Meaning of an announced offset: next (the first that is not stored yet) or"
                  + " last-processed (the last that is stored: Snuba's Rust consumers before April 2026).");

  public static final ConfigOption<OnBackward> GATE_ON_BACKWARD =
      ConfigOptions.key("gate.on-backward")
          .enumType(OnBackward.class)
          .defaultValue(OnBackward.MAXIMUM)
          .withDescription(
              "When a group announces an offset before its last: maximum (what was stored stays"
                  + " stored) or follow (tasks that are not released yet wait again).");

  public static final ConfigOption<Integer> GATE_MAX_HELD =
      ConfigOptions.key("gate.max-held")
          .intType()
          .defaultValue(100_000)
          .withDescription(
              "Offsets that a partition may be read ahead of the announced offset, and so the"
                  + " number of its tasks that may be held. Beyond, the partition is paused.");

  public static final ConfigOption<String> CONTROL_TOPIC =
      ConfigOptions.key("control.topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Compacted topic of the switches that act while the job runs, on the cluster of the"
                  + " outputs. Default: none.");

  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      ConfigOptions.key("checkpoint.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription(
              "Time between checkpoints. With exactly-once, output becomes visible this often.");

  private ForwarderOptions() {}

  /** All options, in the order of this class. */
  public static List<ConfigOption<?>> all() {
    return Arrays.stream(ForwarderOptions.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getType() == ConfigOption.class)
        .<ConfigOption<?>>map(
            field -> {
              try {
                return (ConfigOption<?>) field.get(null);
              } catch (IllegalAccessException e) {
                throw new IllegalStateException("options are public", e);
              }
            })
        .toList();
  }
}
