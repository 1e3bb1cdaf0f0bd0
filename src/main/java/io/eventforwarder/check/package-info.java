/** Checks of configuration, clusters and topics before the job runs. */
package io.eventforwarder.check;
