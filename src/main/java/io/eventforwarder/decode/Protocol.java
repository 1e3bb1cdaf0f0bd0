// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.EnumSet;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The versions of the event protocol, and the operations that each of them defines. */
final class Protocol {

  static final String INSERT = "insert";

  private static final Map<String, SkipCause> VERSION_1 =
      byOperation(EnumSet.range(SkipCause.DELETE, SkipCause.UNMERGE));
  private static final Map<String, SkipCause> VERSION_2 =
      byOperation(EnumSet.range(SkipCause.START_DELETE_GROUPS, SkipCause.REPLACE_GROUP));

  private Protocol() {}

  static boolean isKnownVersion(long version) {
    return version == 1 || version == 2;
  }

  /**
   * The cause for which the version skips the operation, null if it does not. The lists are not
   * shared: version 1 has no {@code start_merge}, and version 2 no {@code merge}.
   */
  static SkipCause skipCause(long version, String operation) {
    return (version == 1 ? VERSION_1 : VERSION_2).get(operation);
  }

  static String describeUnexpected(long version, int operationBytes) {
    return "expected insert or an operation that version "
        + version
        + " skips, found a name of "
        + operationBytes
        + " bytes that is neither";
  }

  private static Map<String, SkipCause> byOperation(EnumSet<SkipCause> causes) {
    return causes.stream()
        .collect(Collectors.toUnmodifiableMap(SkipCause::toString, Function.identity()));
  }
}
