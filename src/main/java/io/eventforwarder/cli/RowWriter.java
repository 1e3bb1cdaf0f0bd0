// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Writes row by row, and keeps none. */
abstract class RowWriter<T> {

  private static final int ROWS_PER_CHECK = 1_000;

  final PrintWriter out;
  private long rows;

  RowWriter(PrintWriter out) {
    this.out = new PrintWriter(new BufferedWriter(out, 1 << 16));
  }

  static <T> RowWriter<T> of(OutputFormat format, PrintWriter out, List<Column<T>> columns) {
    return switch (format) {
      case TABLE -> new TableWriter<>(out, columns);
      case JSON -> new JsonRowWriter<>(out, columns, true);
      case JSONL -> new JsonRowWriter<>(out, columns, false);
    };
  }

  /** False when nobody reads the output any more. */
  final boolean write(T row) {
    writeRow(row);
    rows++;
    // Asking flushes, so it is not done for each row.
    return rows % ROWS_PER_CHECK != 0 || !out.checkError();
  }

  /** Shows what has been written so far. */
  final void flush() {
    out.flush();
  }

  final long rows() {
    return rows;
  }

  abstract void writeRow(T row);

  /** Ends the output. */
  abstract void finish();

  /**
   * Ends the output with what the rows come to.
   *
   * @param text for a table
   * @param summary for JSON
   */
  abstract void finish(List<String> text, Map<String, Object> summary);
}
