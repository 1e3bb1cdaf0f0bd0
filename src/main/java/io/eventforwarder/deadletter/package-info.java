// SPDX-License-Identifier: Apache-2.0
/** Dead letters: how they are written, found and replayed. */
package io.eventforwarder.deadletter;
