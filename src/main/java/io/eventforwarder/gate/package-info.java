/** The gate: holds each task until commit logs announce that its event is stored. */
package io.eventforwarder.gate;
