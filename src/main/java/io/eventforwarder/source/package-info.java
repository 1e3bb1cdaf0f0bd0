// SPDX-License-Identifier: Apache-2.0
/** The source: records of Kafka topics, read as they are, and paused at limits. */
package io.eventforwarder.source;
