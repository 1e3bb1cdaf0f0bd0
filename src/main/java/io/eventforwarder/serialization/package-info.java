// SPDX-License-Identifier: Apache-2.0
/**
 * How this project's values cross operators and networks: compact, versioned, without reflection.
 */
package io.eventforwarder.serialization;
