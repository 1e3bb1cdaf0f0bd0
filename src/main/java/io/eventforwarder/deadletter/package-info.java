/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/**
 * Records that neither path could decode: their bytes as they were, and why; how they are found
 * again, and sent again.
 */
package io.eventforwarder.deadletter;
