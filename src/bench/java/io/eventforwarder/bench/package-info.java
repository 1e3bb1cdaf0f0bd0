/**
 * Measures the whole path on one machine: the broker, the job and the loops for comparison, each in
 * a process of its own.
 */
package io.eventforwarder.bench;
