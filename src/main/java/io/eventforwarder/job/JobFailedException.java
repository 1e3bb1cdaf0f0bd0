// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

/** The job has ended as failed. The message is that of the root of the cause. */
public final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobFailedException(Throwable cause) {
    super("the job failed: " + rootOf(cause).getMessage(), cause);
  }

  private static Throwable rootOf(Throwable throwable) {
    Throwable root = throwable;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
