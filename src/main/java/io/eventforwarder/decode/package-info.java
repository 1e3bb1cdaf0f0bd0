// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes to decisions: what one Kafka record requests, by its headers first and by its value if they
 * do not decide. Plain Java without Flink or Kafka types, so that the job, the command line, the
 * tests and the benchmarks share one decoder.
 */
package io.eventforwarder.decode;
