// SPDX-License-Identifier: Apache-2.0
/** Task activations: what a worker runs, its encoding, and its topic. */
package io.eventforwarder.dispatch;
