/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** The decision for each record: main output or one of the side outputs. */
package io.eventforwarder.route;
