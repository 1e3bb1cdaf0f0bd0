// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.dispatch.ParametersFormat;
import io.eventforwarder.dispatch.TaskFormat;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
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
      optionalText("source.bootstrap-servers")
          .withDescription("Brokers of the source cluster, host:port, separated by commas.");

  public static final ConfigOption<Map<String, String>> SOURCE_TOPICS =
      map("source.topics", Map.of("events", EventStreamType.ERROR.toString()))
          .withDescription("Topics to read, each with its type: error, transaction or generic.");

  public static final ConfigOption<String> SOURCE_GROUP_ID =
      text("source.group-id", "post-process-forwarder")
          .withDescription(
              "Consumer group. Each checkpoint commits its offsets, for lag monitoring and for"
                  + " a start without a checkpoint.");

  public static final ConfigOption<String> SOURCE_START_FROM =
      text("source.start-from", "committed")
          .withDescription(
              "Where to start without a checkpoint: committed (the group's offsets, else earliest),"
                  + " earliest, latest or timestamp:<milliseconds since the epoch>.");

  public static final ConfigOption<String> SOURCE_CLUSTER_NAME =
      optionalText("source.cluster-name")
          .withDescription(
              "Source cluster in task ids. Default: Kafka's cluster id. Set it if topics may"
                  + " move to another cluster.");

  public static final ConfigOption<ForwarderConfig.OnGap> SOURCE_ON_GAP =
      choice("source.on-gap", ForwarderConfig.OnGap.RECORD)
          .withDescription(
              "If records were deleted before they were read: record (continue at the first"
                  + " remaining record, and report the gap by log, metric and ledger) or fail (the job"
                  + " fails and is not restarted).");

  public static final ConfigOption<DecodeMode> DECODE_MODE =
      choice("decode.mode", DecodeMode.HEADERS_FIRST)
          .withDescription("headers-first (the value decides if headers do not) or value-only.");

  public static final ConfigOption<Integer> DECODE_MAX_DEPTH =
      number("decode.max-depth", DecodeLimits.DEFAULT.maxDepth())
          .withDescription("Deepest nesting of JSON arrays and objects, 1 to 1000.");

  public static final ConfigOption<Integer> DECODE_MAX_NUMBER_LENGTH =
      number("decode.max-number-length", DecodeLimits.DEFAULT.maxNumberLength())
          .withDescription("Longest JSON number, in characters.");

  public static final ConfigOption<Integer> DECODE_MAX_STRING_LENGTH =
      number("decode.max-string-length", DecodeLimits.DEFAULT.maxStringLength())
          .withDescription("Longest JSON string, in bytes.");

  public static final ConfigOption<String> DISPATCH_BOOTSTRAP_SERVERS =
      optionalText("dispatch.bootstrap-servers")
          .withDescription(
              "Brokers of all outputs and the control topic. Default: the source cluster.");

  public static final ConfigOption<String> DISPATCH_TOPIC =
      text("dispatch.topic", "taskworker").withDescription("Topic of the tasks.");

  public static final ConfigOption<Map<String, String>> DISPATCH_ROUTES =
      map("dispatch.routes", Map.of()).withDescription("Topics for single queues: queue to topic.");

  public static final ConfigOption<TaskFormat> DISPATCH_FORMAT =
      choice("dispatch.format", TaskFormat.TASKBROKER)
          .withDescription("taskbroker (protobuf TaskActivation) or json.");

  public static final ConfigOption<DeliveryGuarantee> DISPATCH_GUARANTEE =
      choice("dispatch.guarantee", DeliveryGuarantee.EXACTLY_ONCE)
          .withDescription(
              "exactly-once (output is visible to read_committed consumers after each"
                  + " checkpoint) or at-least-once (visible at once, repeated after a failure).");

  public static final ConfigOption<String> DISPATCH_TRANSACTIONAL_ID_PREFIX =
      text("dispatch.transactional-id-prefix", "post-process-forwarder")
          .withDescription("Prefix of transactional ids, different for each job on a cluster.");

  public static final ConfigOption<Boolean> DISPATCH_PROVENANCE_HEADERS =
      flag("dispatch.provenance-headers", true)
          .withDescription("Whether each task's record names its source record in headers.");

  public static final ConfigOption<ParametersFormat> TASKBROKER_PARAMETERS =
      choice("dispatch.taskbroker.parameters", ParametersFormat.BOTH)
          .withDescription(
              "Parameter fields to fill: both (read by every worker), msgpack (taskbroker-client 0.1.9"
                  + " and later) or json (before 0.20.0).");

  public static final ConfigOption<String> TASK_APPLICATION =
      text("dispatch.task.application", "sentry")
          .withDescription("Application whose workers run the task.");

  public static final ConfigOption<String> TASK_NAMESPACE =
      text("dispatch.task.namespace", "ingest.errors.postprocess")
          .withDescription("Namespace of the task.");

  public static final ConfigOption<String> TASK_NAME =
      text("dispatch.task.name", "sentry.issues.tasks.post_process.post_process_group")
          .withDescription("Name under which the workers register the task.");

  public static final ConfigOption<Duration> TASK_PROCESSING_DEADLINE =
      duration("dispatch.task.processing-deadline", Duration.ofSeconds(120))
          .withDescription("Time limit of a task. Fractions of a second are dropped.");

  public static final ConfigOption<String> DEAD_LETTER_TOPIC =
      text("dead-letter.topic", "post-process-dead-letters")
          .withDescription("Topic of the records that cannot be decoded.");

  public static final ConfigOption<DeadLetterHeaderStyle> DEAD_LETTER_HEADERS =
      choice("dead-letter.headers", DeadLetterHeaderStyle.FORWARDER)
          .withDescription(
              "Headers that give the reason: forwarder (forwarder.error.*, which the dead-letters"
                  + " commands read), kafka-connect (__connect.errors.*) or both.");

  public static final ConfigOption<Double> DEAD_LETTER_LIMIT_MAX_RATIO =
      share("dead-letter.limit.max-ratio", 0.5)
          .withDescription(
              "Share of a partition's records that may fail in a window, 0 to 1; 1 is no limit.");

  public static final ConfigOption<Duration> DEAD_LETTER_LIMIT_WINDOW =
      duration("dead-letter.limit.window", Duration.ofMinutes(1))
          .withDescription(
              "Window of that share. It starts with a failure and counts from 100 records on.");

  public static final ConfigOption<Integer> DEAD_LETTER_LIMIT_MAX_CONSECUTIVE =
      number("dead-letter.limit.max-consecutive", 1000)
          .withDescription("Records of a partition that may fail in a row; 0 is no limit.");

  public static final ConfigOption<FailurePolicy.OnLimit> DEAD_LETTER_ON_LIMIT =
      choice("dead-letter.on-limit", FailurePolicy.OnLimit.CONTINUE)
          .withDescription(
              "Beyond a limit: continue (alarm, one log line a minute) or fail (without a restart).");

  public static final ConfigOption<String> FALLBACK_TOPIC =
      optionalText("fallback.topic")
          .withDescription(
              "Audit topic: one entry for each record whose headers did not decide, and for"
                  + " each mismatch that audit.parity-sample finds. Default: none.");

  public static final ConfigOption<String> SKIPPED_TOPIC =
      optionalText("skipped.topic")
          .withDescription("Audit topic: one entry for each record without a task. Default: none.");

  public static final ConfigOption<String> LEDGER_TOPIC =
      optionalText("ledger.topic")
          .withDescription(
              "Topic of the ledger, the outcome of every offset, which the audit command"
                  + " checks. Default: none, since the topic must exist first.");

  public static final ConfigOption<Double> AUDIT_PARITY_SAMPLE =
      share("audit.parity-sample", 0.0)
          .withDescription(
              "Share of header-decided records, 0 to 1, whose value is decoded to compare tasks.");

  public static final ConfigOption<Boolean> GATE_ENABLED =
      flag("gate.enabled", false)
          .withDescription("Whether tasks wait until commit logs announce their events as stored.");

  public static final ConfigOption<String> GATE_COMMIT_LOG_TOPIC =
      optionalText("gate.commit-log.topic")
          .withDescription(
              "Commit log on the source cluster: one topic for all source topics, or a map of"
                  + " source topic to topic.");

  public static final ConfigOption<String> GATE_GROUPS =
      optionalText("gate.groups")
          .withDescription(
              "Consumer groups that must all have stored an event: one list for all source"
                  + " topics, or a map of source topic to list.");

  public static final ConfigOption<GateSettings.OffsetSemantics> GATE_OFFSET_SEMANTICS =
      choice("gate.offset-semantics", GateSettings.OffsetSemantics.NEXT)
          .withDescription(
              "Meaning of an announced offset: next (the first that is not stored yet) or"
                  + " last-processed (the last that is stored: Snuba's Rust consumers before April 2026).");

  public static final ConfigOption<GateSettings.OnBackward> GATE_ON_BACKWARD =
      choice("gate.on-backward", GateSettings.OnBackward.MAXIMUM)
          .withDescription(
              "If a group announces a lower offset than before: maximum (stored events stay"
                  + " stored) or follow (tasks not yet released wait again).");

  public static final ConfigOption<Integer> GATE_MAX_HELD =
      number("gate.max-held", 100_000)
          .withDescription(
              "Offsets that a partition may be read ahead of the announced offset, which limits"
                  + " the held tasks. Beyond it, the partition is paused.");

  public static final ConfigOption<String> CONTROL_TOPIC =
      optionalText("control.topic")
          .withDescription(
              "Compacted topic of run-time switches, on the output cluster. Default: none.");

  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      duration("checkpoint.interval", Duration.ofSeconds(1))
          .withDescription(
              "Time between checkpoints. With exactly-once, output becomes visible at each one.");

  private ForwarderOptions() {}

  /** All options, in the order of this class. */
  public static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> options = new ArrayList<>();
    for (Field field : ForwarderOptions.class.getFields()) {
      if (field.getType() == ConfigOption.class) {
        try {
          options.add((ConfigOption<?>) field.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("options are public", e);
        }
      }
    }
    return options;
  }

  private static ConfigOption<String> text(String key, String defaultValue) {
    return ConfigOptions.key(key).stringType().defaultValue(defaultValue);
  }

  private static ConfigOption<String> optionalText(String key) {
    return ConfigOptions.key(key).stringType().noDefaultValue();
  }

  private static ConfigOption<Map<String, String>> map(
      String key, Map<String, String> defaultValue) {
    return ConfigOptions.key(key).mapType().defaultValue(defaultValue);
  }

  private static ConfigOption<Integer> number(String key, int defaultValue) {
    return ConfigOptions.key(key).intType().defaultValue(defaultValue);
  }

  private static ConfigOption<Double> share(String key, double defaultValue) {
    return ConfigOptions.key(key).doubleType().defaultValue(defaultValue);
  }

  private static ConfigOption<Boolean> flag(String key, boolean defaultValue) {
    return ConfigOptions.key(key).booleanType().defaultValue(defaultValue);
  }

  private static ConfigOption<Duration> duration(String key, Duration defaultValue) {
    return ConfigOptions.key(key).durationType().defaultValue(defaultValue);
  }

  private static <E extends Enum<E>> ConfigOption<E> choice(String key, E defaultValue) {
    return ConfigOptions.key(key)
        .enumType(defaultValue.getDeclaringClass())
        .defaultValue(defaultValue);
  }
}
