// SPDX-License-Identifier: Apache-2.0
/** The metrics of the job. */
package io.eventforwarder.metrics;
