/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** Task activations: what a worker runs, how it is encoded, which topic it goes to. */
package io.eventforwarder.dispatch;
