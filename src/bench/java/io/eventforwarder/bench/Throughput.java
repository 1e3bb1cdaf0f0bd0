// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** One measurement of throughput. */
record Throughput(Subject subject, int round, Rates rates) {}
