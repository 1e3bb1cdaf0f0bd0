// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

/** How a command writes what it found. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** One JSON document. */
  JSON,
  /** One JSON document a line. */
  JSONL
}
