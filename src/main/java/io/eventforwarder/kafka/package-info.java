// SPDX-License-Identifier: Apache-2.0
/** The Kafka clusters as the configuration names them, for all that is not a Flink connector. */
package io.eventforwarder.kafka;
