// SPDX-License-Identifier: Apache-2.0
/** The job: topology, submission, and the checks of the servers it needs. */
package io.eventforwarder.job;
