// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

/** Examines one subject. */
interface Check {

  /**
   * @throws io.eventforwarder.kafka.UnavailableException if the cluster does not respond
   */
  void run(Findings findings);
}
