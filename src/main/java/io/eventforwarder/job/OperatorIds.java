// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import java.util.List;

/**
 * Names and uids of the operators. Checkpoints and savepoints find an operator's state by its uid,
 * so a released uid never changes.
 */
final class OperatorIds {

  static final String SOURCE = "source";
  static final String DECODE = "decode";
  static final String COMMIT_LOG_SOURCE = "commit-log-source";
  static final String COMMIT_LOG = "commit-log";
  static final String GATE = "gate";
  static final String DISPATCH = "dispatch";
  static final String DEAD_LETTERS = "dead-letters";
  static final String FALLBACK_AUDIT = "fallback-audit";
  static final String SKIPPED_AUDIT = "skipped-audit";
  static final String LEDGER = "ledger";

  /** The operators that write to Kafka. */
  static final List<String> SINKS =
      List.of(DISPATCH, DEAD_LETTERS, FALLBACK_AUDIT, SKIPPED_AUDIT, LEDGER);

  private OperatorIds() {}
}
