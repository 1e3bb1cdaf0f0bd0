// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/**
 * Whether the set-up sustains a rate that is offered however fast the output is.
 *
 * @param offered records a second that were due
 * @param growthMillis growth of the latency from the first half of the time to the second
 */
record Trial(double offered, Ages ages, double growthMillis, boolean sustained) {

  /** Tasks that arrive in time, of the records that were due. Less than 1 for rounding. */
  private static final double COMPLETE = 0.99;

  /**
   * Growth of the latency that counts as a growing backlog, as a share of the time between the
   * middles of both halves: at a rate 1 % beyond the throughput, latency grows by 1 % of the time.
   */
  private static final double GROWTH = 0.01;

  /** How far the phase of the checkpoints may shift the mean age of one half. */
  private static final double PHASE = 0.05;

  static Trial of(Guarantee guarantee, double offered, Arrivals arrivals) {
    Ages ages = arrivals.ages();
    double growth = arrivals.growthMillis();
    double highestGrowth =
        GROWTH * arrivals.seconds() * 1e3 / 2 + PHASE * guarantee.checkpointMillis();
    boolean sustained =
        ages.perSecond() >= COMPLETE * offered
            && ages.p99() <= guarantee.highestP99()
            && growth <= highestGrowth;
    return new Trial(offered, ages, growth, sustained);
  }
}
