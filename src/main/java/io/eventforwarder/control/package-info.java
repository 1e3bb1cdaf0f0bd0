/** Switches that a compacted topic sets while the job runs. */
package io.eventforwarder.control;
