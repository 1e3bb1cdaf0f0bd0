// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
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
    verdict = CheckResult.worst(failures);
  }

  public Verdict verdict() {
    return verdict;
  }
}
