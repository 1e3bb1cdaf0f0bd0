// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Set;

/**
 * What to measure.
 *
 * @param quick only the most informative records and variants
 */
record BenchPlan(
    Set<Scenario> scenarios,
    boolean quick,
    Amount amount,
    LatencyPlan latency,
    Processes processes) {}
