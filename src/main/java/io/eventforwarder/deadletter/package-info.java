/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** Records that neither path could decode: their bytes as they were, and why. */
package io.eventforwarder.deadletter;
