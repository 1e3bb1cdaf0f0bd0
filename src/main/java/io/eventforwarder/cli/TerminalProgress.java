/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.cli;

import io.eventforwarder.deadletter.Progress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar on a terminal, and nothing in a pipe. */
final class TerminalProgress implements Progress, AutoCloseable {

  private static final int WIDTH = 72;

  /** Back to the start of the line, and clear it. */
  private static final String CLEAR_LINE = "\r\033[K";

  private final String task;
  private final boolean isTerminal = System.console() != null;
  private ProgressBar bar;

  TerminalProgress(String task) {
    this.task = task;
  }

  @Override
  public void at(long read, long total) {
    if (!isTerminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .setMaxRenderedLength(WIDTH)
              .build();
    }
    bar.stepTo(read);
  }

  /** Makes room for a row of output. */
  void clear() {
    if (bar != null) {
      System.err.print(CLEAR_LINE);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
