// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Interrupts a command that has no end of its own on SIGINT or SIGTERM, so that it can print its
 * summary and set its exit code.
 */
final class StopSignal {

  /** Shorter than the 10 s that container platforms wait before they kill a process. */
  private static final int PATIENCE_SECONDS = 8;

  private final Thread command = Thread.currentThread();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread hook = new Thread(this::interrupt, "stop-command");

  private StopSignal() {}

  /** Interrupts the current thread when the process receives a signal. */
  static StopSignal watch() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  private void interrupt() {
    command.interrupt();
    try {
      int code = exitCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      // The only way to set the exit code of a process that is ending already.
      Runtime.getRuntime().halt(code);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // The process ends with the code of the signal.
    }
  }

  /** Ends the watch. After a signal, the process ends with this code. */
  int end(int code) {
    exitCode.complete(code);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending.
    }
    return code;
  }
}
