/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/**
 * The whole path on one machine: a real broker, a local Flink cluster, sample traffic, and the
 * proof.
 */
package io.eventforwarder.demo;
