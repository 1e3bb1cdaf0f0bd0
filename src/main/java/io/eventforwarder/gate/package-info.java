/**
 * The gate: holds each task until those who store the event have announced, on a commit log, that
 * they have passed its offset.
 */
package io.eventforwarder.gate;
