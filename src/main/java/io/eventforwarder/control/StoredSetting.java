// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.source.Coordinates;

/**
 * A setting and its control record.
 *
 * @param timestamp of the record, milliseconds since the epoch
 */
public record StoredSetting(Setting setting, Coordinates record, long timestamp) {}
