// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

/** What one record of a commit log says. */
sealed interface CommitLogEntry permits Announcement, Ignored {}
