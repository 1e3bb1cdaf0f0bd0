// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

/** Formats of the commands' output. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** One JSON document. */
  JSON,
  /** One JSON document a line. */
  JSONL
}
