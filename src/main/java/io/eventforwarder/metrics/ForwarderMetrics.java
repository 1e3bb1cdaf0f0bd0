/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.metrics;

import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.Via;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The forwarder's counters, found by array index so that counting costs one increment. */
public final class ForwarderMetrics {

  private final MetricGroup group;
  private final Counter[] dispatched;
  private final Counter[] fallbacks;
  private final Counter[] deadLettered;
  private final Counter[] skipped;
  private final Counter groupStatesDropped;
  private final Counter gaps;
  private final Counter gapOffsets;

  public ForwarderMetrics(MetricGroup operatorGroup) {
    group = operatorGroup.addGroup(MetricNames.GROUP);
    dispatched = counters(group, MetricNames.DISPATCHED, MetricNames.VIA, Via.values());
    fallbacks = counters(group, MetricNames.FALLBACKS, MetricNames.REASON, FailureReason.values());
    deadLettered =
        counters(group, MetricNames.DEAD_LETTERED, MetricNames.REASON, FailureReason.values());
    skipped = counters(group, MetricNames.SKIPPED, MetricNames.OPERATION, SkipCause.values());
    groupStatesDropped = group.counter(MetricNames.GROUP_STATES_DROPPED);
    gaps = group.counter(MetricNames.GAPS);
    gapOffsets = group.counter(MetricNames.GAP_OFFSETS);
  }

  /**
   * @param alarm 1 while a failure limit is exceeded, else 0
   */
  public void registerDeadLetterAlarm(IntSupplier alarm) {
    Gauge<Integer> gauge = alarm::getAsInt;
    group.gauge(MetricNames.DEAD_LETTER_ALARM, gauge);
  }

  private static Counter[] counters(
      MetricGroup group, String name, String label, Enum<?>[] values) {
    Counter[] counters = new Counter[values.length];
    for (Enum<?> value : values) {
      counters[value.ordinal()] = group.addGroup(label, labelOf(value)).counter(name);
    }
    return counters;
  }

  private static String labelOf(Enum<?> value) {
    return value instanceof Via ? value.name().toLowerCase(Locale.ROOT) : value.toString();
  }

  public void dispatched(Via via) {
    dispatched[via.ordinal()].inc();
  }

  public void fallback(FailureReason reason) {
    fallbacks[reason.ordinal()].inc();
  }

  public void deadLettered(FailureReason reason) {
    deadLettered[reason.ordinal()].inc();
  }

  public void skipped(SkipCause cause) {
    skipped[cause.ordinal()].inc();
  }

  public void groupStatesDropped() {
    groupStatesDropped.inc();
  }

  /**
   * @param length offsets that are lost
   */
  public void gap(long length) {
    gaps.inc();
    gapOffsets.inc(length);
  }
}
