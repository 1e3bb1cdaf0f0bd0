// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.deadletter.DeadLetterReader;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows a progress bar on a terminal, and nothing in a pipe. */
final class TerminalProgress implements DeadLetterReader.Progress, AutoCloseable {

  private static final int WIDTH = 72;

  /** A shorter task shows no bar. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final String task;
  private final long start = System.nanoTime();
  private boolean isClosed = System.console() == null;
  private ProgressBar bar;

  TerminalProgress(String task) {
    this.task = task;
  }

  @Override
  public void at(long read, long total) {
    if (!isClosed && bar == null && System.nanoTime() - start >= PATIENCE_NANOS) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .setMaxRenderedLength(WIDTH)
              .clearDisplayOnFinish()
              .build();
    }
    if (bar != null) {
      bar.stepTo(read);
    }
  }

  /** Removes the bar from the terminal for good. May be called repeatedly. */
  @Override
  public void close() {
    isClosed = true;
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
