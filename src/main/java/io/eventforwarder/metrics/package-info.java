// SPDX-License-Identifier: Apache-2.0
/** What the job counts. */
package io.eventforwarder.metrics;
