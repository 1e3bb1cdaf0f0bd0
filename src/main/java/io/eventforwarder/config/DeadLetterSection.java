// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.time.Duration;

/** The limits on failures. */
final class DeadLetterSection {

  private final OptionReader options;

  DeadLetterSection(OptionReader options) {
    this.options = options;
  }

  FailurePolicy failurePolicy() {
    double maxRatio = options.ratio(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_RATIO);
    int maxConsecutive = options.read(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE);
    if (maxConsecutive < 0) {
      options.problem(
          ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE.key(),
          "must not be negative",
          "write 0 for no limit");
    }
    return new FailurePolicy(
        maxRatio,
        options.atLeast(
            ForwarderOptions.DEAD_LETTER_LIMIT_WINDOW, Duration.ofSeconds(1), "write 1 min"),
        maxConsecutive,
        options.read(ForwarderOptions.DEAD_LETTER_ON_LIMIT));
  }
}
