/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** The Kafka clusters as the configuration names them, for all that is not a Flink connector. */
package io.eventforwarder.kafka;
