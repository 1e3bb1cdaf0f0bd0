// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;

/** The topics of one run of a worker. */
record RunTopics(String source, String tasks, String deadLetters, String ledger) {

  /** The output, with one record for each input record. */
  List<String> outputs() {
    return List.of(tasks, deadLetters);
  }

  /** All that are written. */
  List<String> written() {
    return List.of(tasks, deadLetters, ledger);
  }
}
