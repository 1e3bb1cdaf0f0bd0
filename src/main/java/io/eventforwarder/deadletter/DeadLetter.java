// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.source.SourceRecord;

/**
 * A record that no path could decode, or whose task cannot be dispatched.
 *
 * @param headerFailure why the headers did not decide; null if they did or were not decoded
 * @param message what was expected and what was found, without payload
 * @param time when the record failed, milliseconds since the epoch
 */
public record DeadLetter(
    SourceRecord record,
    DecodeFailure headerFailure,
    DeadLetterReason reason,
    String message,
    long time) {}
