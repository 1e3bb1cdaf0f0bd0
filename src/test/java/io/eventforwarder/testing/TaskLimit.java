// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.dispatch.TaskSizeCheck;
import java.util.Map;
import java.util.Optional;

/** How large tasks may be on the default topic of a configuration. */
public final class TaskLimit {

  private static final ForwarderConfig CONFIG =
      ForwarderConfig.load(
          Optional.empty(), Map.of("source.bootstrap-servers", "localhost:9092"), Map.of());

  private TaskLimit() {}

  public static TaskSizeCheck bytes(int max) {
    return new TaskSizeCheck(
        CONFIG.dispatch(), Map.of(CONFIG.dispatch().routes().defaultTopic(), max));
  }
}
