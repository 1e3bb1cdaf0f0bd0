// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Map;

/**
 * The conditions of the measurements.
 *
 * @param started ISO-8601
 * @param settings of the job, in addition to those of the bench
 * @param against directory of the other version; null if there was none
 */
record Conditions(
    String started, Machine machine, Amount amount, Map<String, String> settings, String against) {}
