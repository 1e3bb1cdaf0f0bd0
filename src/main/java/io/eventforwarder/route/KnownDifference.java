// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import java.util.Locale;

/** Differences between headers and value that producers cause in valid records. */
public enum KnownDifference {
  /** Neither names a queue. The headers then mean the default queue, the value none. */
  MISSING_QUEUE,
  /** A flag is null in the value. Producers write false into the headers. */
  NULL_FLAG,
  /** The group states of the headers were invalid and were dropped. */
  GROUP_STATES_DROPPED;

  /** The spelling in metrics. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
