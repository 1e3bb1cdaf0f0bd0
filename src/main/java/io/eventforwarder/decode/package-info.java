// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes to decisions: what one Kafka record asks for, from its headers first and from its value
 * when they do not decide. Plain Java without Flink or Kafka types, so that the job, the command
 * line, the tests and the benchmarks share one decoder.
 */
package io.eventforwarder.decode;
