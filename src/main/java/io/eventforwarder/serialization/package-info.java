/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/**
 * How this project's values cross operators and networks: compact, versioned, without reflection.
 */
package io.eventforwarder.serialization;
