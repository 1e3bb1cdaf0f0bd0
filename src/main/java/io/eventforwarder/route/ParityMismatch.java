// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import java.util.Objects;

/**
 * Headers and value of a record say different things. What they say is told by type and size.
 *
 * @param fields names, separated by commas
 * @param suppressed mismatches that were found since the last one that was told
 */
public record ParityMismatch(String fields, String headers, String value, long suppressed) {

  public ParityMismatch {
    Objects.requireNonNull(fields);
    Objects.requireNonNull(headers);
    Objects.requireNonNull(value);
  }
}
