// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.source.Coordinates;
import java.util.Map;

/** A decision about a record that needs no action but may be kept. */
public interface AuditEntry {

  /** Where the record stands that the entry is about. */
  Coordinates source();

  /** The record's, milliseconds since the epoch, -1 if it has none. */
  long timestamp();

  /** What was decided and why, as text by name. */
  Map<String, String> facts();
}
