/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

/**
 * What the job needs to know of the clusters, found when it is submitted.
 *
 * @param sourceCluster name of the source cluster for task ids: as configured, else the id that it
 *     gives itself
 * @param deadLetterMaxBytes the largest record that the dead-letter topic takes
 */
public record ClusterFacts(String sourceCluster, int deadLetterMaxBytes) {

  /** Kafka's default for {@code max.message.bytes}. */
  static final int DEFAULT_MAX_RECORD_BYTES = 1_048_588;
}
