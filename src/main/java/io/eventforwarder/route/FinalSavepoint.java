// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.OptionalLong;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects the savepoint that stops a job. No checkpoint follows it. Flink does not pass the kind of
 * a checkpoint to operators before the barrier, so it is read from the task.
 */
final class FinalSavepoint {

  private static final Logger LOG = LoggerFactory.getLogger(FinalSavepoint.class);
  private static final MethodHandle SYNCHRONOUS_SAVEPOINT = find();

  private FinalSavepoint() {}

  private static MethodHandle find() {
    try {
      return MethodHandles.privateLookupIn(StreamTask.class, MethodHandles.lookup())
          .findVirtual(
              StreamTask.class,
              "getSynchronousSavepointId",
              MethodType.methodType(OptionalLong.class));
    } catch (ReflectiveOperationException e) {
      LOG.warn(
          "This Flink version hides final savepoints: when the job is stopped, the last ledger rows of"
              + " partitions with transaction markers may stay in the savepoint",
          e);
      return null;
    }
  }

  /** Whether this checkpoint of the task is its last. */
  static boolean is(StreamTask<?, ?> task, long checkpointId) {
    if (SYNCHRONOUS_SAVEPOINT == null) {
      return false;
    }
    try {
      OptionalLong savepoint = (OptionalLong) SYNCHRONOUS_SAVEPOINT.invoke(task);
      return savepoint.isPresent() && savepoint.getAsLong() == checkpointId;
    } catch (Throwable e) {
      throw new IllegalStateException("Flink's task does not report its final savepoint", e);
    }
  }
}
