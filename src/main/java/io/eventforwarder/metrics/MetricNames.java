/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.metrics;

/**
 * Every metric of the forwarder, all under the decode operator's group {@value #GROUP}. Each record
 * is counted once as dispatched, dead-lettered or skipped; a fallback is counted besides.
 */
public final class MetricNames {

  public static final String GROUP = "forwarder";

  /** Counter by {@value #VIA}: tasks dispatched. */
  public static final String DISPATCHED = "dispatched";

  /**
   * Counter by {@value #REASON}: records that the headers did not decide, so that the value had to.
   */
  public static final String FALLBACKS = "fallbacks";

  /** Counter by {@value #REASON}: records that neither path decided. */
  public static final String DEAD_LETTERED = "deadLettered";

  /** Counter by {@value #OPERATION}: records without a task to run. */
  public static final String SKIPPED = "skipped";

  /**
   * Counter: tasks dispatched without the group states that their header holds in unreadable form.
   */
  public static final String GROUP_STATES_DROPPED = "groupStatesDropped";

  /**
   * Gauge: 1 while more records of a partition fail than {@code dead-letter.limit.*} allows, or did
   * within the last window; else 0.
   */
  public static final String DEAD_LETTER_ALARM = "deadLetterAlarm";

  /** Counter: gaps, each a stretch of records that were deleted before they were read. */
  public static final String GAPS = "gaps";

  /** Counter: offsets in gaps. */
  public static final String GAP_OFFSETS = "gapOffsets";

  /** Label: {@code headers} or {@code value}. */
  public static final String VIA = "via";

  /** Label: a constant of {@link io.eventforwarder.decode.FailureReason}. */
  public static final String REASON = "reason";

  /** Label: the operation, or {@code skip_consume} for an insert that asks to be skipped. */
  public static final String OPERATION = "operation";

  private MetricNames() {}
}
