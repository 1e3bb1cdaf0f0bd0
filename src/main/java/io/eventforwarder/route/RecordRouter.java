// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSizeCheck;
import io.eventforwarder.source.SourceRecord;

/**
 * Decides where each record goes: decodes it, drops the task if a kill switch is set, and refuses a
 * task that is too large for its topic.
 */
final class RecordRouter {

  private final RecordDecoder decoder;
  private final TaskSizeCheck taskSizes;
  private final Outputs outputs;

  RecordRouter(RecordDecoder decoder, TaskSizeCheck taskSizes, Outputs outputs) {
    this.decoder = decoder;
    this.taskSizes = taskSizes;
    this.outputs = outputs;
  }

  void route(SourceRecord record, SourcePartition partition) {
    Decoded decoded = decoder.decode(record, partition);
    if (decoded.isFallback()) {
      outputs.fallback(record, decoded.headerFailure());
    }
    if (decoded instanceof Decoded.Dispatch dispatch) {
      dispatch(record, partition, dispatch);
    } else if (decoded instanceof Decoded.Skip skip) {
      outputs.skipped(partition, record, skip);
    } else if (decoded instanceof Decoded.Failed failed) {
      outputs.failed(
          partition,
          record,
          failed.headerFailure(),
          DeadLetterReason.of(failed.failure().reason()),
          failed.failure().message());
    }
  }

  private void dispatch(SourceRecord record, SourcePartition partition, Decoded.Dispatch decoded) {
    if (partition.isDropped(decoded.fields().get(TaskField.PROJECT_ID))) {
      outputs.dropped(partition, record, decoded.via());
      return;
    }
    PostProcessTask task = PostProcessTask.of(record, decoded.fields());
    String tooLarge = taskSizes.check(task);
    if (tooLarge == null) {
      outputs.task(partition, decoded, task);
    } else {
      outputs.failed(
          partition, record, decoded.headerFailure(), DeadLetterReason.TASK_TOO_LARGE, tooLarge);
    }
  }
}
