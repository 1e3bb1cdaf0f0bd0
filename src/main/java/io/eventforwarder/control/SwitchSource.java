/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.control;

import io.eventforwarder.decode.DecodeMode;
import java.io.Serializable;

/** Where a subtask gets its switches. */
public interface SwitchSource extends Serializable {

  /**
   * Returns when the switches are known.
   *
   * @throws io.eventforwarder.cluster.UnavailableException if they are not in time
   */
  SwitchFeed open();

  /** Nothing is ever switched. */
  static SwitchSource fixed(DecodeMode configuredMode) {
    return () -> SwitchFeed.fixed(configuredMode);
  }
}
