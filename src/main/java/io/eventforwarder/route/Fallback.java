/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.route;

import io.eventforwarder.decode.DecodeFailure;
import java.util.Map;

/** The headers did not decide, so the value had to. Not a failure: what the value said counts. */
public record Fallback(
    String topic, int partition, long offset, long timestamp, DecodeFailure headerFailure)
    implements AuditEntry {

  @Override
  public Map<String, String> facts() {
    return Map.of(
        "decision", "fallback",
        "reason", headerFailure.reason().name(),
        "message", headerFailure.message());
  }
}
