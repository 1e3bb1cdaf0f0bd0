// SPDX-License-Identifier: Apache-2.0
/**
 * Records that neither path could decode: their bytes as they were, and why; how they are found
 * again, and sent again.
 */
package io.eventforwarder.deadletter;
