// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.DecodeMode;
import java.io.Serializable;

/** Opens the switches of a subtask. */
public interface SwitchSource extends Serializable {

  /**
   * Returns when the switches are known.
   *
   * @throws io.eventforwarder.kafka.UnavailableException if they are not known in time
   */
  SwitchFeed open();

  /** The switches of the configured control topic; without one, nothing is ever switched. */
  static SwitchSource of(ForwarderConfig config) {
    return ControlTopic.of(config)
        .<SwitchSource>map(topic -> topic)
        .orElseGet(() -> fixed(config.decode().mode()));
  }

  /** Nothing is ever switched. */
  static SwitchSource fixed(DecodeMode configuredMode) {
    return () -> {
      Switches none = Switches.none(configuredMode);
      return () -> none;
    };
  }
}
