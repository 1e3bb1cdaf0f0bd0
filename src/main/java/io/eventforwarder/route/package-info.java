// SPDX-License-Identifier: Apache-2.0
/** The decision for each record: main output or one of the side outputs. */
package io.eventforwarder.route;
