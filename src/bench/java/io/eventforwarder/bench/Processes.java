// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.Map;

/**
 * The measured processes.
 *
 * @param heap size of each, as a Java option: 1g
 * @param jvmOptions of each, in addition to the heap size
 * @param settings of the job; they override those of the bench
 * @param against another version to measure too; null for none
 */
record Processes(
    String heap, List<String> jvmOptions, Map<String, String> settings, Distribution against) {}
