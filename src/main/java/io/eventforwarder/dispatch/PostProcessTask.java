/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.TaskArguments;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * One task to dispatch, and the record that asked for it.
 *
 * @param topic where the record stands, with partition and offset
 * @param timestamp the record's, milliseconds since the epoch, -1 if it has none
 * @param queue the queue that the record names: a String or null, from a value any JSON
 * @param sentryTrace the record's {@code sentry-trace} header, empty if it has none
 * @param baggage the record's {@code baggage} header, empty if it has none
 */
@TypeInfo(PostProcessTaskTypeInfoFactory.class)
public record PostProcessTask(
    String topic,
    int partition,
    long offset,
    long timestamp,
    Object queue,
    TaskArguments arguments,
    String sentryTrace,
    String baggage) {

  public PostProcessTask {
    Objects.requireNonNull(topic);
    Objects.requireNonNull(arguments);
    Objects.requireNonNull(sentryTrace);
    Objects.requireNonNull(baggage);
  }
}
