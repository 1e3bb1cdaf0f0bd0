// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Every metric of the forwarder, below the group {@value #GROUP} and a group for each of its
 * labels. Those of lag and retention are registered by the source's enumerator, those of the gate
 * and of the commit logs by their operators, all others by the decode operator. The name of {@code
 * RECORDS_IN} in metric systems is {@code recordsIn}, and so on.
 */
public enum MetricDefinition {
  RECORDS_IN(
      Kind.COUNTER,
      "records",
      "Records read. Each is counted once more as dispatched, deadLettered or skipped.",
      Label.TOPIC,
      Label.TYPE),
  DISPATCHED(Kind.COUNTER, "records", "Records that became a task.", Label.VIA),
  DEAD_LETTERED(
      Kind.COUNTER,
      "records",
      "Records that neither headers nor value decided, or whose task is too large for its topic.",
      Label.REASON),
  SKIPPED(Kind.COUNTER, "records", "Records without a task to run.", Label.OPERATION),
  FALLBACKS(
      Kind.COUNTER,
      "records",
      "Records that the headers did not decide, so that the value was decoded. Counted in addition to the outcome.",
      Label.REASON),
  GROUP_STATES_DROPPED(
      Kind.COUNTER,
      "records",
      "Tasks without the group states that their header holds in unreadable form."),
  DEAD_LETTER_ALARM(
      Kind.GAUGE,
      "0 or 1",
      "1 while more records of a partition fail than `dead-letter.limit.*` allows, or did within the last"
          + " window."),
  VALUE_ONLY_PERCENT(
      Kind.GAUGE,
      "%",
      "Share of the topic's partitions that are decoded by their values alone.",
      Label.TOPIC),
  PAUSED(Kind.GAUGE, "0 or 1", "1 while a switch keeps the topic from being read.", Label.TOPIC),
  CONTROL_RECORDS_IGNORED(
      Kind.GAUGE,
      "records",
      "Malformed records of the control topic, counted by each TaskManager."),
  FOLLOWER_ALIVE(
      Kind.GAUGE,
      "0 or 1",
      "0 once the thread has died that follows the control topic (`switches`) or, for `gate.max-held`, the"
          + " commit logs (`limits`). The task then fails.",
      Label.FOLLOWER),
  PARITY_COMPARED(
      Kind.COUNTER,
      "records",
      "Records decided by headers whose value was decoded too, by `audit.parity-sample`."),
  PARITY_MISMATCHES(
      Kind.COUNTER,
      "records",
      "Of these, records whose value says something else, for each field that differs.",
      Label.FIELD),
  PARITY_KNOWN_DIFFERENCES(
      Kind.COUNTER,
      "records",
      "Of these, records with a difference that producers make on purpose.",
      Label.DIFFERENCE),
  GAPS(Kind.COUNTER, "gaps", "Stretches of records that were deleted before they were read."),
  GAP_OFFSETS(Kind.COUNTER, "offsets", "Offsets in gaps."),
  LAG_RECORDS(
      Kind.GAUGE,
      "offsets",
      "Offsets of a partition from the committed one on, which follows the checkpoints: `backlog` can be read,"
          + " `open_transaction` waits for a producer to end its transaction. `NaN` while unknown.",
      Label.TOPIC,
      Label.PARTITION,
      Label.CAUSE),
  LAG_SECONDS(
      Kind.GAUGE,
      "s",
      "Age of the record at the committed offset; 0 if all are forwarded, `NaN` while unknown.",
      Label.TOPIC,
      Label.PARTITION),
  RETENTION_HEADROOM_SECONDS(
      Kind.GAUGE,
      "s",
      "Time until the brokers may delete, for its age, the record at the committed offset. `NaN` if they"
          + " delete nothing for its age, or while unknown; with `retention.bytes` they may delete it earlier.",
      Label.TOPIC,
      Label.PARTITION),
  PROGRESS_AGE_SECONDS(
      Kind.GAUGE,
      "s",
      "Time since lag and retention headroom of the partition were known. They are requested every 10 s;"
          + " without a leader, or while the brokers do not answer, this grows.",
      Label.TOPIC,
      Label.PARTITION),
  AGE_MILLIS(
      Kind.HISTOGRAM,
      "ms",
      "Age of a record when it is decoded to a task, by the record's timestamp. What a gate holds waits after"
          + " that: see `oldestHeldMillis`."),
  RECEIVED_AGE_MILLIS(
      Kind.HISTOGRAM,
      "ms",
      "The same by the header `Received-Timestamp`, of records that have one: the age since Sentry received"
          + " the event."),
  DECODE_NANOS(
      Kind.HISTOGRAM,
      "ns",
      "Time to decode a record; after a fallback that of headers and value together.",
      Label.VIA),
  VALUE_BYTES(Kind.HISTOGRAM, "bytes", "Length of a record's value."),
  HELD_TASKS(Kind.GAUGE, "tasks", "Tasks that the gate holds.", Label.TOPIC, Label.PARTITION),
  OLDEST_HELD_MILLIS(
      Kind.GAUGE,
      "ms",
      "Age of the oldest event whose task the gate holds, by the record's timestamp; 0 if it holds none.",
      Label.TOPIC,
      Label.PARTITION),
  ANNOUNCED_NOT_RELEASED(
      Kind.GAUGE,
      "offsets",
      "Offsets that are announced as stored and have not passed the gate: how far the forwarder is behind the"
          + " storage consumers.",
      Label.TOPIC,
      Label.PARTITION),
  ANNOUNCEMENT_AGE_MILLIS(
      Kind.GAUGE,
      "ms",
      "Time since a storage consumer announced anything of the partition; before it first has, since the"
          + " gate knows of the partition.",
      Label.TOPIC,
      Label.PARTITION),
  COMMIT_LOG_IGNORED(
      Kind.COUNTER,
      "records",
      "Records of commit logs that announce nothing: `tombstone`, `malformed_key`, `malformed_value`,"
          + " `other_topic` or `other_group`.",
      Label.REASON);

  public static final String GROUP = "forwarder";

  /** The number of samples in a histogram. */
  private static final int HISTOGRAM_SIZE = 256;

  /** The kind of a metric. */
  public enum Kind {
    /** Only grows, from 0 at each start of a subtask. */
    COUNTER,
    GAUGE,
    /** Of a sample of the records: one in 64. */
    HISTOGRAM
  }

  /** A dimension of a metric. */
  public enum Label {
    /** A source topic. */
    TOPIC,
    /** A partition's number. */
    PARTITION,
    /** What the topic carries; {@code unknown} if that is not configured. */
    TYPE,
    /** {@code backlog} or {@code open_transaction}. */
    CAUSE,
    /** {@code headers} or {@code value}. */
    VIA,
    /** A constant of {@link io.eventforwarder.decode.FailureReason}, or of the gate's own. */
    REASON,
    /**
     * The operation, {@code skip_consume} for an insert that is marked so, or {@code killswitch}
     * for a project that is switched off.
     */
    OPERATION,
    /** {@code limits} or {@code switches}. */
    FOLLOWER,
    /** {@code outcome}, {@code queue} or an argument of the task. */
    FIELD,
    /** {@code missing_queue}, {@code null_flag} or {@code group_states_dropped}. */
    DIFFERENCE;

    /** The name that metric systems show. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String key = camelCase(name());
  private final Kind kind;
  private final String unit;
  private final String meaning;
  private final List<Label> labels;

  MetricDefinition(Kind kind, String unit, String meaning, Label... labels) {
    this.kind = kind;
    this.unit = unit;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  private static String camelCase(String name) {
    return Pattern.compile("_([a-z])")
        .matcher(name.toLowerCase(Locale.ROOT))
        .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }

  // ---- Registration, with a value for each label.

  public Counter counter(MetricGroup operatorGroup, String... labelValues) {
    return group(operatorGroup, labelValues).counter(key);
  }

  /** Registers a counter for each value of the only label, at the index of its ordinal. */
  public Counter[] counters(MetricGroup operatorGroup, Enum<?>[] labelValues) {
    return Arrays.stream(labelValues)
        .map(value -> counter(operatorGroup, value.toString()))
        .toArray(Counter[]::new);
  }

  public <T> void gauge(MetricGroup operatorGroup, Gauge<T> gauge, String... labelValues) {
    group(operatorGroup, labelValues).gauge(key, gauge);
  }

  public Histogram histogram(MetricGroup operatorGroup, String... labelValues) {
    return group(operatorGroup, labelValues)
        .histogram(key, new DescriptiveStatisticsHistogram(HISTOGRAM_SIZE));
  }

  private MetricGroup group(MetricGroup operatorGroup, String... labelValues) {
    if (labelValues.length != labels.size()) {
      throw new IllegalArgumentException(
          key + " has the labels " + labels + ", found " + labelValues.length + " values");
    }
    MetricGroup group = operatorGroup.addGroup(GROUP);
    for (int i = 0; i < labelValues.length; i++) {
      group = group.addGroup(labels.get(i).toString(), labelValues[i]);
    }
    return group;
  }

  // ---- Documentation.

  /** The name in Flink, below the groups. */
  public String key() {
    return key;
  }

  public Kind kind() {
    return kind;
  }

  /** What is counted, in the plural, or the symbol of a unit. */
  public String unit() {
    return unit;
  }

  /** One or two sentences. */
  public String meaning() {
    return meaning;
  }

  public List<Label> labels() {
    return labels;
  }

  /** The name in Prometheus, after the operator's scope. */
  public String prometheusName() {
    String prefix = labels.stream().map(label -> label + "_").collect(Collectors.joining());
    return GROUP + "_" + prefix + key;
  }
}
