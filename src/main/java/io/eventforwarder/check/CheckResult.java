// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.List;
import java.util.Locale;

/**
 * One result of a check.
 *
 * @param check the subject, in a word or two
 * @param remedy null if there is nothing to do
 */
public record CheckResult(Verdict verdict, String check, String detail, String remedy) {

  /** The outcome, failures in the order in which they are best fixed. */
  public enum Verdict {
    OK,
    /** The job runs, but something may fail or slow it down later. */
    WARN,
    /** The clusters do not allow this configuration. */
    WRONG_CONFIG,
    /** A server or topic does not exist, does not respond or refuses us. */
    UNAVAILABLE,
    /** The job should not start while the clusters are in this state. */
    CONFLICT
  }

  public boolean isFailure() {
    return verdict.compareTo(Verdict.WARN) > 0;
  }

  /** {@code ok}, {@code warn} or {@code fail}. */
  public String level() {
    return isFailure() ? "fail" : verdict.name().toLowerCase(Locale.ROOT);
  }

  /** The finding and its remedy in one line. */
  public String text() {
    return remedy == null ? detail : detail + "; " + remedy;
  }

  /** The verdict to fix first, OK if nothing failed. */
  public static Verdict worst(List<CheckResult> results) {
    return results.stream()
        .filter(CheckResult::isFailure)
        .map(CheckResult::verdict)
        .min(Enum::compareTo)
        .orElse(Verdict.OK);
  }
}
