// SPDX-License-Identifier: Apache-2.0
/**
 * The whole path on one machine: a real broker, a local Flink cluster, sample traffic, and the
 * proof.
 */
package io.eventforwarder.demo;
