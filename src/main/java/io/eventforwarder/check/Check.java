// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.function.Consumer;

/** One thing to look at. */
interface Check {

  /**
   * @param results takes what was found, at least one line
   * @throws io.eventforwarder.kafka.UnavailableException if the cluster does not answer
   */
  void run(Consumer<CheckResult> results);
}
