// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.check.CheckFailedException;
import io.eventforwarder.config.InvalidConfigException;
import io.eventforwarder.control.InvalidSwitchException;
import io.eventforwarder.job.JobFailedException;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.UnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;

/** Prints an error in one line: the thing, the value, the remedy. */
final class ErrorReport {

  private ErrorReport() {}

  /** Prints the error and returns its exit code. */
  static int print(Exception exception, PrintWriter err) {
    Throwable error =
        exception instanceof ExecutionException
                && exception.getCause() instanceof JobFailedException failed
            ? failed
            : exception;
    String message = error.getMessage();
    if (error.getClass().getName().startsWith("io.eventforwarder.")) {
      // Our messages name the remedy. Each line is a problem of its own.
      message.lines().forEach(line -> err.println("error: " + line));
    } else if (error instanceof NoSuchFileException) {
      err.println("error: no file " + message + "; check the path");
    } else {
      err.printf(
          "error: %s%s; run again with --verbose for the stack trace%n",
          error.getClass().getSimpleName(),
          message == null ? "" : ": " + message.replaceAll("\\s+", " "));
    }
    return exitCode(error);
  }

  private static int exitCode(Throwable error) {
    if (error instanceof CheckFailedException failed) {
      return ExitCode.of(failed.verdict());
    }
    if (error instanceof InvalidConfigException
        || error instanceof InvalidSwitchException
        || error instanceof NoSuchFileException) {
      return ExitCode.USAGE;
    }
    if (error instanceof NoSuchRecordException) {
      return ExitCode.DATA_PROBLEM;
    }
    boolean isUnavailable = error instanceof UnavailableException || error instanceof IOException;
    return isUnavailable ? ExitCode.UNAVAILABLE : ExitCode.INTERNAL;
  }
}
