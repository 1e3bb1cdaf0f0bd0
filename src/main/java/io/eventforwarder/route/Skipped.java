// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.Via;
import io.eventforwarder.source.Coordinates;
import java.util.Locale;
import java.util.Map;

/** The record asks for no task. */
public record Skipped(Coordinates source, long timestamp, Via via, SkipCause cause)
    implements AuditEntry {

  @Override
  public Map<String, String> facts() {
    return Map.of(
        "decision", "skipped",
        "via", via.name().toLowerCase(Locale.ROOT),
        "operation", cause.toString());
  }
}
