// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/**
 * How much to measure.
 *
 * @param rounds the number of measurements of each throughput, with all others in between
 * @param warmUp records before each measurement of throughput
 * @param records of each measurement of throughput; fewer if values are long
 * @param soakMinutes for which the soak runs
 */
record Amount(int rounds, long warmUp, long records, int soakMinutes) {}
