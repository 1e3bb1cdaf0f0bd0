// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.kafka.UnavailableException;
import org.apache.flink.util.SerializedThrowable;

/**
 * The job has ended as failed. The message is that of the failure which says what to do, or else
 * that of the root of the cause.
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
      // Flink wraps failures so that they can be shown without their classes.
      if (root instanceof SerializedThrowable wrapped
          && wrapped.getOriginalErrorClassName().equals(UNAVAILABLE)) {
        return root.getMessage().replaceFirst("^" + UNAVAILABLE + ": ", "");
      }
      root = root.getCause();
    }
    return root.getMessage();
  }
}
