// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.Map;

/**
 * The processes that are measured.
 *
 * @param heap of each, as Java takes it: 1g
 * @param jvmOptions of each, beside those of the heap
 * @param settings of the job; they override those of the bench
 * @param against another version to measure beside this one; null for none
 */
record Processes(
    String heap, List<String> jvmOptions, Map<String, String> settings, Distribution against) {}
