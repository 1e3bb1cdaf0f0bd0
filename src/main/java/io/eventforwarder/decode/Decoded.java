// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/** What one record asks for. Exactly one of three outcomes. */
public sealed interface Decoded {

  /** The path that answered. */
  Via via();

  /** Why the headers did not decide; null if they did or were not asked. */
  DecodeFailure headerFailure();

  /** True if the headers were asked first and the value had to answer. */
  default boolean isFallback() {
    return headerFailure() != null;
  }

  /**
   * One task is to be dispatched.
   *
   * @param queue the queue that the record names: a String or null, from a value any JSON (see
   *     {@link TaskArguments})
   * @param groupStatesFailure why the header {@code group_states} was taken as null although it
   *     holds something; null if nothing was lost
   */
  record Dispatch(
      Via via,
      DecodeFailure headerFailure,
      TaskArguments arguments,
      Object queue,
      DecodeFailure groupStatesFailure)
      implements Decoded {

    /** The same record, whose task turned out to be one that cannot be dispatched. */
    public Failed failed(DecodeFailure failure) {
      return new Failed(via, headerFailure, failure);
    }
  }

  /**
   * Nothing is to be done: an operation without a task, or an insert marked {@code skip_consume}.
   */
  record Skip(Via via, DecodeFailure headerFailure, SkipCause cause) implements Decoded {}

  /** Neither path decided, or the task that one of them found cannot be dispatched. */
  record Failed(Via via, DecodeFailure headerFailure, DecodeFailure failure) implements Decoded {}
}
