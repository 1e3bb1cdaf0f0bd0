/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** The job: topology, submission, and the checks of the servers it needs. */
package io.eventforwarder.job;
