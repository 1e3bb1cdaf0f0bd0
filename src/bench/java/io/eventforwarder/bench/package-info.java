/**
 * Measures the whole path on one machine: broker, job and the loops it is compared with, each in a
 * process of its own.
 */
package io.eventforwarder.bench;
