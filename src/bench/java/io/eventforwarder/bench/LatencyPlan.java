// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;

/**
 * How to measure latency.
 *
 * @param rounds the number of measurements of each, with all others in between
 * @param seconds for which each is measured
 * @param guarantees to measure
 * @param loads shares of the sustainable rate, in the order in which they are measured
 * @param search for the sustainable rate
 */
record LatencyPlan(
    int rounds, int seconds, List<Guarantee> guarantees, List<Double> loads, RateSearch search) {}
