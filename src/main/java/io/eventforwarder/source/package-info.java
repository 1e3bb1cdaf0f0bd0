// SPDX-License-Identifier: Apache-2.0
/** Where records come from: Kafka topics, each mapped to what it carries. */
package io.eventforwarder.source;
