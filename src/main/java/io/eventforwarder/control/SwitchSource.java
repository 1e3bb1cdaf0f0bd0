// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.DecodeMode;
import java.io.Serializable;

/** Where a subtask gets its switches. */
public interface SwitchSource extends Serializable {

  /**
   * Returns when the switches are known.
   *
   * @throws io.eventforwarder.kafka.UnavailableException if they are not in time
   */
  SwitchFeed open();

  /** What the configured control topic says; without one nothing is ever switched. */
  static SwitchSource of(ForwarderConfig config) {
    return ControlTopic.of(config)
        .<SwitchSource>map(topic -> topic)
        .orElseGet(() -> fixed(config.decodeMode()));
  }

  /** Nothing is ever switched. */
  static SwitchSource fixed(DecodeMode configuredMode) {
    return () -> SwitchFeed.fixed(configuredMode);
  }
}
