// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.source.Coordinates;

/**
 * A setting, and the record that made it.
 *
 * @param timestamp of the record, milliseconds since the epoch
 */
public record StoredSetting(Setting setting, Coordinates record, long timestamp) {}
