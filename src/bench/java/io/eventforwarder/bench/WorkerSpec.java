// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;

/**
 * What a worker process runs, and on which topics. Older versions refuse unknown properties, so new
 * ones go into {@code settings}.
 *
 * @param name unique within a run of the bench: consumer group and transactional ids start with it
 * @param workload what a generator writes; null for all others
 * @param settings of the job; they override those that follow from the other components
 */
@JsonIgnoreProperties(ignoreUnknown = true)
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
