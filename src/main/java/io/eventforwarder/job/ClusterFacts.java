// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import java.util.Map;

/**
 * What the job needs to know of the clusters, found when it is submitted.
 *
 * @param sourceCluster name of the source cluster for task ids: as configured, else the id that it
 *     gives itself
 * @param maxRecordBytes the largest record that can be written to each output topic
 */
public record ClusterFacts(String sourceCluster, Map<String, Integer> maxRecordBytes) {

  public ClusterFacts {
    maxRecordBytes = Map.copyOf(maxRecordBytes);
  }
}
