// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/**
 * Interrupts a command that has no end of its own on SIGINT or SIGTERM, so that it can print its
 * summary and set its exit code.
 */
final class StopSignal {

  /** Shorter than the 10 s that container platforms wait before they kill a process. */
  private static final int PATIENCE_SECONDS = 8;

  private StopSignal() {}

  /** Runs a command. After a signal, the process ends with the exit code that it returns. */
  static int interrupting(IntSupplier command) {
    Thread thread = Thread.currentThread();
    CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    Thread hook = new Thread(() -> interrupt(thread, exitCode), "stop-command");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int code = command.getAsInt();
      exitCode.complete(code);
      return code;
    } finally {
      exitCode.complete(ExitCode.INTERNAL);
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending.
      }
    }
  }

  private static void interrupt(Thread command, CompletableFuture<Integer> exitCode) {
    command.interrupt();
    try {
      // The only way to set the exit code of a process that is ending already.
      Runtime.getRuntime().halt(exitCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // The process ends with the code of the signal.
    }
  }
}
