// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/** The result of decoding one record. Exactly one of three outcomes. */
public sealed interface Decoded {

  /** The path that decided. */
  Via via();

  /** Why the headers did not decide; null if they did or were not decoded. */
  DecodeFailure headerFailure();

  /** True if the headers were decoded first, failed, and the value was decoded instead. */
  default boolean isFallback() {
    return headerFailure() != null;
  }

  /**
   * The record requests a task.
   *
   * @param groupStatesFailure why the header {@code group_states} was replaced by null; null if it
   *     was valid or absent
   */
  record Dispatch(
      Via via, DecodeFailure headerFailure, TaskFields fields, DecodeFailure groupStatesFailure)
      implements Decoded {}

  /** The record requests no task: its operation has none, or it is marked {@code skip_consume}. */
  record Skip(Via via, DecodeFailure headerFailure, SkipCause cause) implements Decoded {}

  /** Neither path decided. */
  record Failed(Via via, DecodeFailure headerFailure, DecodeFailure failure) implements Decoded {}
}
