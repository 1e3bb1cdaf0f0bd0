/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** Where records come from: Kafka topics, each mapped to what it carries. */
package io.eventforwarder.source;
