// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

/** One record of a commit log. */
sealed interface CommitLogEntry permits Announcement, Ignored {}
