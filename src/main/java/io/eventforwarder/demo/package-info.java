// SPDX-License-Identifier: Apache-2.0
/** The whole path in one process: a broker, a Flink cluster, sample traffic and the audit. */
package io.eventforwarder.demo;
