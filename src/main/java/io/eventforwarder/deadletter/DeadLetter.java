// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.source.SourceRecord;

/**
 * A record that no path could decode, or whose task cannot be dispatched.
 *
 * @param headerFailure why the headers did not decide, null if they were not asked
 * @param failure why the value did not decide either
 * @param time when it failed, milliseconds since the epoch
 */
public record DeadLetter(
    SourceRecord record, DecodeFailure headerFailure, DecodeFailure failure, long time) {}
