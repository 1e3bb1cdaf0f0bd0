// SPDX-License-Identifier: Apache-2.0
/** The commands of {@code bin/forwarder}. */
package io.eventforwarder.cli;
