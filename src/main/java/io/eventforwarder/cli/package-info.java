/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** The commands of {@code bin/forwarder}. */
package io.eventforwarder.cli;
