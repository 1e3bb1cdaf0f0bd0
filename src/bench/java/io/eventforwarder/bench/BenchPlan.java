// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Set;

/**
 * What to measure.
 *
 * @param quick only the records and variants that say most
 */
record BenchPlan(
    Set<Scenario> scenarios,
    boolean quick,
    Amount amount,
    LatencyPlan latency,
    Processes processes) {}
