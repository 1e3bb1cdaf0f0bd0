// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.List;
import java.util.stream.Collectors;

/** The job must not be submitted. The message has one line for each reason. */
public final class CheckFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Verdict verdict;

  /**
   * @param failures at least one
   */
  public CheckFailedException(List<CheckResult> failures) {
    super(failures.stream().map(CheckResult::text).collect(Collectors.joining("\n")));
    verdict = worst(failures);
  }

  /** The verdict to fix first, by the order of {@link Verdict}. */
  public static Verdict worst(List<CheckResult> results) {
    return results.stream()
        .map(CheckResult::verdict)
        .filter(Verdict::isFailure)
        .min(Enum::compareTo)
        .orElse(Verdict.OK);
  }

  public Verdict verdict() {
    return verdict;
  }
}
