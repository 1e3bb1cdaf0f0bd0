// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;

/** Receives the results of checks, one by one. */
interface Findings {

  void add(CheckResult result);

  default void ok(String check, String detail) {
    add(new CheckResult(Verdict.OK, check, detail, null));
  }

  default void warn(String check, String detail, String remedy) {
    add(new CheckResult(Verdict.WARN, check, detail, remedy));
  }

  default void fail(Verdict verdict, String check, String detail, String remedy) {
    add(new CheckResult(verdict, check, detail, remedy));
  }
}
