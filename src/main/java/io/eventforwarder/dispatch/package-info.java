// SPDX-License-Identifier: Apache-2.0
/** Task activations: what a worker runs, how it is encoded, which topic it goes to. */
package io.eventforwarder.dispatch;
