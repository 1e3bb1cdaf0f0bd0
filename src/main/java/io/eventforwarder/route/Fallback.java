/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.route;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.source.Coordinates;
import java.util.Map;

/** The headers did not decide, so the value had to. Not a failure: what the value said counts. */
public record Fallback(Coordinates source, long timestamp, DecodeFailure headerFailure)
    implements AuditEntry {

  @Override
  public Map<String, String> facts() {
    return Map.of(
        "decision", "fallback",
        "reason", headerFailure.reason().name(),
        "message", headerFailure.message());
  }
}
