// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/**
 * Offsets between two records that were consumed one after the other. Transactions leave such holes
 * all the time; that they may be a {@link Gap} only the brokers can tell.
 */
record Hole(long from, long to) {}
