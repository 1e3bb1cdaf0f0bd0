// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.Objects;

/**
 * One finding.
 *
 * @param check the subject, in a word or two
 * @param remedy null if there is nothing to do
 */
public record CheckResult(Verdict verdict, String check, String detail, String remedy) {

  public CheckResult {
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(check);
    Objects.requireNonNull(detail);
  }

  static CheckResult ok(String check, String detail) {
    return new CheckResult(Verdict.OK, check, detail, null);
  }

  static CheckResult warn(String check, String detail, String remedy) {
    return new CheckResult(Verdict.WARN, check, detail, remedy);
  }

  /** The finding and its remedy in one line. */
  public String text() {
    return remedy == null ? detail : detail + "; " + remedy;
  }
}
