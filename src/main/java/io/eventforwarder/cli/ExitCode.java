// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.check.CheckResult.Verdict;

/** The exit codes of the process. */
final class ExitCode {

  static final int DONE = 0;

  /** The job failed, or the program has a fault. */
  static final int INTERNAL = 1;

  /** Wrong usage or configuration. */
  static final int USAGE = 2;

  /** A server or topic cannot be reached or refuses us. */
  static final int UNAVAILABLE = 3;

  /** A problem was found in the data, or by {@code check} in the state of the clusters. */
  static final int DATA_PROBLEM = 4;

  static int of(Verdict verdict) {
    return switch (verdict) {
      case OK, WARN -> DONE;
      case WRONG_CONFIG -> USAGE;
      case UNAVAILABLE -> UNAVAILABLE;
      case CONFLICT -> DATA_PROBLEM;
    };
  }

  private ExitCode() {}
}
