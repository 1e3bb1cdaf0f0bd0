// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.kafka.UnavailableException;
import org.apache.flink.util.SerializedThrowable;

/**
 * The job has failed. The message is that of an {@link UnavailableException} in the chain of
 * causes, since it names the remedy, or else that of the root cause.
 */
public final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String UNAVAILABLE = UnavailableException.class.getName();

  JobFailedException(Throwable cause) {
    super("the job failed: " + reasonOf(cause), cause);
  }

  private static String reasonOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      // Flink wraps failures, so that clients can show them without the classes.
      if (root instanceof SerializedThrowable wrapped
          && wrapped.getOriginalErrorClassName().equals(UNAVAILABLE)) {
        return root.getMessage().replaceFirst("^" + UNAVAILABLE + ": ", "");
      }
      root = root.getCause();
    }
    return root.getMessage();
  }
}
