// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

/** Writes a task activation as the bytes of a Kafka record's value. Not thread-safe. */
interface TaskEncoder {

  /**
   * @param id the activation's id, see {@link TaskIds}
   * @return never empty
   */
  byte[] encode(String id, PostProcessTask task);
}
