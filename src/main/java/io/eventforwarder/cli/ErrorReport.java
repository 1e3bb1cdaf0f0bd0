// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.check.CheckFailedException;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.InvalidConfigException;
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
    if (exception instanceof InvalidConfigException invalid) {
      for (ConfigProblem problem : invalid.problems()) {
        err.println("error: " + problem);
      }
      return ExitCode.USAGE;
    }
    if (exception instanceof CheckFailedException failed) {
      failed.getMessage().lines().forEach(line -> err.println("error: " + line));
      return ExitCode.of(failed.verdict());
    }
    if (exception instanceof UnavailableException) {
      err.println("error: " + exception.getMessage());
      return ExitCode.UNAVAILABLE;
    }
    if (exception instanceof NoSuchRecordException) {
      err.println("error: " + exception.getMessage());
      return ExitCode.DATA_PROBLEM;
    }
    if (exception instanceof ExecutionException
        && exception.getCause() instanceof JobFailedException failed) {
      err.println("error: " + failed.getMessage());
      return ExitCode.INTERNAL;
    }
    if (exception instanceof NoSuchFileException) {
      err.println("error: no file " + exception.getMessage() + "; check the path");
      return ExitCode.USAGE;
    }
    err.println("error: " + oneLine(exception) + "; run again with --verbose for the stack trace");
    return exception instanceof IOException ? ExitCode.UNAVAILABLE : ExitCode.INTERNAL;
  }

  private static String oneLine(Throwable throwable) {
    String message = throwable.getMessage();
    return throwable.getClass().getSimpleName()
        + (message == null ? "" : ": " + message.replaceAll("\\s+", " "));
  }
}
