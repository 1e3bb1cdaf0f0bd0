// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Map;

/**
 * Under which conditions was measured.
 *
 * @param started ISO-8601
 * @param settings of the job, beside those of the bench
 * @param against directory of the other version; null if there was none
 */
record Conditions(
    String started, Machine machine, Amount amount, Map<String, String> settings, String against) {}
