// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.Via;
import io.eventforwarder.metrics.MetricDefinition;
import io.eventforwarder.metrics.MetricDefinition.Label;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * The metrics of the decode operator, as {@link MetricDefinition} defines them. Counters are found
 * by array index, so that counting costs one increment. Measurements that cost more are taken of
 * one record in {@value #SAMPLE_INTERVAL}. Not thread-safe.
 */
public final class DecodeMetrics {

  /** A power of two. */
  public static final int SAMPLE_INTERVAL = 64;

  /** The number of samples in a histogram. */
  private static final int HISTOGRAM_SIZE = 256;

  private final MetricGroup group;
  private final Counter[] dispatched;
  private final Counter[] fallbacks;
  private final Counter[] deadLettered;
  private final Counter[] skipped;
  private final Counter killSwitched;
  private final Counter groupStatesDropped;
  private final Counter parityCompared;
  private final Map<String, Counter> parityMismatches = new HashMap<>();
  private final Counter[] parityKnownDifferences;
  private final Counter gaps;
  private final Counter gapOffsets;
  private final Histogram[] decodeNanos;
  private final Histogram valueBytes;
  private final Histogram ageMillis;
  private final Histogram receivedAgeMillis;

  private int untilSample = 1;

  public DecodeMetrics(MetricGroup operatorGroup) {
    group = operatorGroup.addGroup(MetricDefinition.GROUP);
    dispatched = counters(MetricDefinition.DISPATCHED, Label.VIA, Via.values());
    fallbacks = counters(MetricDefinition.FALLBACKS, Label.REASON, FailureReason.values());
    deadLettered =
        counters(MetricDefinition.DEAD_LETTERED, Label.REASON, DeadLetterReason.values());
    skipped = counters(MetricDefinition.SKIPPED, Label.OPERATION, SkipCause.values());
    killSwitched =
        group(Label.OPERATION, AuditEntry.KILL_SWITCH).counter(MetricDefinition.SKIPPED.key());
    groupStatesDropped = group.counter(MetricDefinition.GROUP_STATES_DROPPED.key());
    parityCompared = group.counter(MetricDefinition.PARITY_COMPARED.key());
    parityKnownDifferences =
        counters(
            MetricDefinition.PARITY_KNOWN_DIFFERENCES, Label.DIFFERENCE, KnownDifference.values());
    gaps = group.counter(MetricDefinition.GAPS.key());
    gapOffsets = group.counter(MetricDefinition.GAP_OFFSETS.key());
    decodeNanos = new Histogram[Via.values().length];
    for (Via via : Via.values()) {
      decodeNanos[via.ordinal()] =
          histogram(group(Label.VIA, labelOf(via)), MetricDefinition.DECODE_NANOS);
    }
    valueBytes = histogram(group, MetricDefinition.VALUE_BYTES);
    ageMillis = histogram(group, MetricDefinition.AGE_MILLIS);
    receivedAgeMillis = histogram(group, MetricDefinition.RECEIVED_AGE_MILLIS);
  }

  /**
   * @param alarm 1 while a failure limit is exceeded, else 0
   */
  public void registerDeadLetterAlarm(IntSupplier alarm) {
    Gauge<Integer> gauge = alarm::getAsInt;
    group.gauge(MetricDefinition.DEAD_LETTER_ALARM.key(), gauge);
  }

  /**
   * @param valueOnlyPercent of the topic's partitions
   * @param paused 1 while the topic is not read by order, else 0
   */
  public void registerSwitches(String topic, IntSupplier valueOnlyPercent, IntSupplier paused) {
    MetricGroup ofTopic = group(Label.TOPIC, topic);
    Gauge<Integer> percentGauge = valueOnlyPercent::getAsInt;
    ofTopic.gauge(MetricDefinition.VALUE_ONLY_PERCENT.key(), percentGauge);
    Gauge<Integer> pausedGauge = paused::getAsInt;
    ofTopic.gauge(MetricDefinition.PAUSED.key(), pausedGauge);
  }

  /**
   * @param ignored records of the control topic that are none
   */
  public void registerControlRecordsIgnored(LongSupplier ignored) {
    Gauge<Long> gauge = ignored::getAsLong;
    group.gauge(MetricDefinition.CONTROL_RECORDS_IGNORED.key(), gauge);
  }

  /**
   * The counter of a topic's records. Callers request it once.
   *
   * @param type what the topic carries, null if that is not known
   */
  public Counter recordsIn(String topic, EventStreamType type) {
    return group
        .addGroup(Label.TOPIC.toString(), topic)
        .addGroup(Label.TYPE.toString(), type == null ? "unknown" : type.toString())
        .counter(MetricDefinition.RECORDS_IN.key());
  }

  private Counter[] counters(MetricDefinition metric, Label label, Enum<?>[] values) {
    Counter[] counters = new Counter[values.length];
    for (Enum<?> value : values) {
      counters[value.ordinal()] = group(label, labelOf(value)).counter(metric.key());
    }
    return counters;
  }

  private MetricGroup group(Label label, String value) {
    return group.addGroup(label.toString(), value);
  }

  private static String labelOf(Enum<?> value) {
    return value instanceof Via ? value.name().toLowerCase(Locale.ROOT) : value.toString();
  }

  private static Histogram histogram(MetricGroup group, MetricDefinition metric) {
    return group.histogram(metric.key(), new DescriptiveStatisticsHistogram(HISTOGRAM_SIZE));
  }

  // ---- Each record.

  public void dispatched(Via via) {
    dispatched[via.ordinal()].inc();
  }

  public void fallback(FailureReason reason) {
    fallbacks[reason.ordinal()].inc();
  }

  public void deadLettered(DeadLetterReason reason) {
    deadLettered[reason.ordinal()].inc();
  }

  public void skipped(SkipCause cause) {
    skipped[cause.ordinal()].inc();
  }

  /** Skipped, because a kill switch dropped the task. */
  public void killSwitched() {
    killSwitched.inc();
  }

  public void groupStatesDropped() {
    groupStatesDropped.inc();
  }

  // ---- Parity of headers and value.

  public void parityCompared() {
    parityCompared.inc();
  }

  public void parityKnownDifference(KnownDifference difference) {
    parityKnownDifferences[difference.ordinal()].inc();
  }

  /**
   * @param field name of the field that differs
   */
  public void parityMismatch(String field) {
    parityMismatches
        .computeIfAbsent(
            field,
            name -> group(Label.FIELD, name).counter(MetricDefinition.PARITY_MISMATCHES.key()))
        .inc();
  }

  /**
   * @param length offsets that are lost
   */
  public void gap(long length) {
    gaps.inc();
    gapOffsets.inc(length);
  }

  // ---- Samples.

  /** Called once for each record: whether it is in the sample. The first record is. */
  public boolean isSampled() {
    if (--untilSample > 0) {
      return false;
    }
    untilSample = SAMPLE_INTERVAL;
    return true;
  }

  /**
   * @param value null for a tombstone
   */
  public void decoded(Via via, long nanos, byte[] value) {
    decodeNanos[via.ordinal()].update(nanos);
    valueBytes.update(value == null ? 0 : value.length);
  }

  public void age(long millis) {
    ageMillis.update(millis);
  }

  public void receivedAge(long millis) {
    receivedAgeMillis.update(millis);
  }
}
