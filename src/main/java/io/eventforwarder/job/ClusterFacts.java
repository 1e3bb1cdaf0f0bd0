// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import java.util.Map;

/**
 * Facts about the clusters that are read when the job is submitted.
 *
 * @param sourceCluster the source cluster in task ids: its configured name, else its own id
 * @param maxRecordBytes the largest record that each output topic accepts
 */
public record ClusterFacts(String sourceCluster, Map<String, Integer> maxRecordBytes) {

  public ClusterFacts {
    maxRecordBytes = Map.copyOf(maxRecordBytes);
  }
}
