// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Map;

/**
 * What a worker process is to do.
 *
 * @param name unique within a run of the bench: consumer group and transactional ids start with it
 * @param workload what a generator writes; null for the others
 * @param settings of the job, over those that follow from the other components
 */
record WorkerSpec(
    Side side,
    String name,
    String bootstrapServers,
    String sourceTopic,
    String taskTopic,
    String deadLetterTopic,
    String ledgerTopic,
    Workload workload,
    Map<String, String> settings) {}
