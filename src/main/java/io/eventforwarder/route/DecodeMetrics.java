// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.Via;
import io.eventforwarder.metrics.MetricDefinition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * The counters and histograms of the decode operator, as {@link MetricDefinition} defines them.
 * Counters are found by array index, so that counting costs one increment. More expensive
 * measurements are taken of one record in {@value #SAMPLE_INTERVAL}. Not thread-safe.
 */
public final class DecodeMetrics {

  /** A power of two. */
  public static final int SAMPLE_INTERVAL = 64;

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
    group = operatorGroup;
    dispatched = MetricDefinition.DISPATCHED.counters(group, Via.values());
    fallbacks = MetricDefinition.FALLBACKS.counters(group, FailureReason.values());
    deadLettered = MetricDefinition.DEAD_LETTERED.counters(group, DeadLetterReason.values());
    skipped = MetricDefinition.SKIPPED.counters(group, SkipCause.values());
    killSwitched = MetricDefinition.SKIPPED.counter(group, AuditEntry.KILL_SWITCH);
    groupStatesDropped = MetricDefinition.GROUP_STATES_DROPPED.counter(group);
    parityCompared = MetricDefinition.PARITY_COMPARED.counter(group);
    parityKnownDifferences =
        MetricDefinition.PARITY_KNOWN_DIFFERENCES.counters(group, KnownDifference.values());
    gaps = MetricDefinition.GAPS.counter(group);
    gapOffsets = MetricDefinition.GAP_OFFSETS.counter(group);
    decodeNanos =
        Arrays.stream(Via.values())
            .map(via -> MetricDefinition.DECODE_NANOS.histogram(group, via.toString()))
            .toArray(Histogram[]::new);
    valueBytes = MetricDefinition.VALUE_BYTES.histogram(group);
    ageMillis = MetricDefinition.AGE_MILLIS.histogram(group);
    receivedAgeMillis = MetricDefinition.RECEIVED_AGE_MILLIS.histogram(group);
  }

  /**
   * The counter of a topic's records. Callers request it once.
   *
   * @param type what the topic carries, null if that is not known
   */
  public Counter recordsIn(String topic, EventStreamType type) {
    return MetricDefinition.RECORDS_IN.counter(
        group, topic, type == null ? "unknown" : type.toString());
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

  /**
   * @param length the number of lost offsets
   */
  public void gap(long length) {
    gaps.inc();
    gapOffsets.inc(length);
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
        .computeIfAbsent(field, name -> MetricDefinition.PARITY_MISMATCHES.counter(group, name))
        .inc();
  }

  // ---- Samples.

  /** Whether the next record is in the sample. The first record is. Called once for each record. */
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
