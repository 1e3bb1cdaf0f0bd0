/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.gate;

/** What one record of a commit log says. */
sealed interface CommitLogEntry permits Announcement, Ignored {}
