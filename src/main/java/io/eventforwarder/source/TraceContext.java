// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The trace headers of a record: Sentry's {@code sentry-trace} and {@code baggage}, and W3C's
 * {@code traceparent}. Each is empty if the record has none. The last of a repeated header counts.
 */
public record TraceContext(String sentryTrace, String baggage, String traceparent) {

  public static final String SENTRY_TRACE = "sentry-trace";
  public static final String BAGGAGE = "baggage";
  public static final String TRACEPARENT = "traceparent";

  private static final ByteBuffer SENTRY_TRACE_UTF8 = HeaderViews.utf8(SENTRY_TRACE);
  private static final ByteBuffer BAGGAGE_UTF8 = HeaderViews.utf8(BAGGAGE);
  private static final ByteBuffer TRACEPARENT_UTF8 = HeaderViews.utf8(TRACEPARENT);

  public static final TraceContext NONE = new TraceContext("", "", "");

  public TraceContext {
    Objects.requireNonNull(sentryTrace);
    Objects.requireNonNull(baggage);
    Objects.requireNonNull(traceparent);
  }

  /** Reads the trace headers in one pass. */
  public static TraceContext of(Headers headers) {
    TraceContext found = NONE;
    for (Header header : headers) {
      ByteBuffer name = HeaderViews.name(header);
      if (name.equals(SENTRY_TRACE_UTF8)) {
        found = new TraceContext(text(header), found.baggage, found.traceparent);
      } else if (name.equals(BAGGAGE_UTF8)) {
        found = new TraceContext(found.sentryTrace, text(header), found.traceparent);
      } else if (name.equals(TRACEPARENT_UTF8)) {
        found = new TraceContext(found.sentryTrace, found.baggage, text(header));
      }
    }
    return found;
  }

  private static String text(Header header) {
    return Objects.requireNonNullElse(Coordinates.text(header), "");
  }

  /** Characters of all three. */
  public long length() {
    return (long) sentryTrace.length() + baggage.length() + traceparent.length();
  }

  /** Appends those that are not empty. */
  public void addTo(Headers headers) {
    add(headers, SENTRY_TRACE, sentryTrace);
    add(headers, BAGGAGE, baggage);
    add(headers, TRACEPARENT, traceparent);
  }

  private static void add(Headers headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
