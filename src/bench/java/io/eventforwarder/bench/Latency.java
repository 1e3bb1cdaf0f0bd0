// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/**
 * One measurement of latency under a steady load.
 *
 * @param load share of the sustainable rate
 * @param offered records a second that were due
 */
record Latency(Guarantee guarantee, int round, double load, double offered, Ages ages) {}
