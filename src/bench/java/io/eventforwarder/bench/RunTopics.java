// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;

/** The topics of one run of a worker. */
record RunTopics(String source, String tasks, String deadLetters, String ledger) {

  /** Where records come out, one for each that has gone in. */
  List<String> outputs() {
    return List.of(tasks, deadLetters);
  }

  /** All that are written to. */
  List<String> written() {
    return List.of(tasks, deadLetters, ledger);
  }
}
