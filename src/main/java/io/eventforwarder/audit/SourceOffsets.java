// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;

/**
 * Offsets of a source partition when a pass began.
 *
 * @param held those that the brokers hold, for readers of committed records
 * @param committed what the job's consumer group has committed; -1 if nothing is known
 */
record SourceOffsets(OffsetRange held, long committed) {}
