// SPDX-License-Identifier: Apache-2.0
/**
 * Serialization of this project's values between operators and in state: compact, versioned,
 * without reflection.
 */
package io.eventforwarder.serialization;
