// SPDX-License-Identifier: Apache-2.0
/** The configured Kafka clusters, and all clients of them outside the Flink connectors. */
package io.eventforwarder.kafka;
