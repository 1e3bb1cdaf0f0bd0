// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/**
 * Offsets between two consecutive records. Transaction markers cause holes all the time. Only the
 * brokers know whether one is a {@link Gap}.
 */
record Hole(long from, long to) {}
