// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the highest rate that is sustained: raises the rate until one is not, then bisects. A rate
 * that is not sustained is tried twice, since something else may have slowed the machine.
 *
 * @param start rate of the first trial
 * @param highest no rate beyond this is tried
 * @param precision the search ends when the lowest rate that failed is within this share above the
 *     highest that did not
 */
record RateSearch(double start, double highest, double precision) {

  private static final double STEP = 1.6;
  static final double LOWEST = 100;

  interface Trials {
    Trial at(double recordsPerSecond) throws Exception;
  }

  List<Trial> run(Trials trials) throws Exception {
    List<Trial> done = new ArrayList<>();
    double good = 0;
    double bad = Double.POSITIVE_INFINITY;
    double next = Math.min(start, highest);
    while (good < highest && bad > good * (1 + precision)) {
      Trial trial = trials.at(next);
      done.add(trial);
      if (!trial.sustained()) {
        trial = trials.at(next);
        done.add(trial);
      }
      if (trial.sustained()) {
        good = next;
      } else {
        bad = next;
      }
      if (bad <= LOWEST) {
        throw new IOException(
            "even " + (long) bad + " records/s are not sustained: latency " + trial.ages() + " ms");
      }
      next = Math.floor(next(good, bad));
    }
    return done;
  }

  private double next(double good, double bad) {
    if (bad == Double.POSITIVE_INFINITY) {
      return Math.min(highest, good * STEP);
    }
    return good == 0 ? Math.max(LOWEST, bad / STEP) : Math.sqrt(good * bad);
  }
}
