/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** What the job counts. */
package io.eventforwarder.metrics;
