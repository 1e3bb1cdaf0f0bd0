// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.check.Verdict;

/** What the process says when it ends. */
final class ExitCode {

  static final int DONE = 0;

  /** The fault is in the program, not in what it was given. */
  static final int INTERNAL = 1;

  /** Wrong usage or configuration. */
  static final int USAGE = 2;

  /** A server or topic cannot be reached. */
  static final int UNAVAILABLE = 3;

  /** A command that examines data found a problem in it, or {@code check} one in the clusters. */
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
