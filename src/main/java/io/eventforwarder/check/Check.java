// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.function.Consumer;

/** Examines one subject. */
interface Check {

  /**
   * @param results takes the findings
   * @throws io.eventforwarder.kafka.UnavailableException if the cluster does not answer
   */
  void run(Consumer<CheckResult> results);
}
