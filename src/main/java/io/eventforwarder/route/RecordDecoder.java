// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.source.SourceRecord;

/** Decodes the records of one subtask. */
interface RecordDecoder {

  /** Never throws on content. */
  Decoded decode(SourceRecord record, SourcePartition partition);
}
