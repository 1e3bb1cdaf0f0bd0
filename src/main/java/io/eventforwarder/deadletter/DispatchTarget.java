// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.control.Switches;
import io.eventforwarder.deadletter.ReplayDecision.Action;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.dispatch.DispatchSettings;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the tasks of records that decode now, as the job would, under the ids it would give, but
 * for those of projects that a switch drops.
 */
final class DispatchTarget implements ReplayTarget {

  private final TaskSerializationSchema tasks;
  private final Switches switches;

  /**
   * @param sourceCluster id or configured name of the source cluster, part of each task's identity
   */
  DispatchTarget(DispatchSettings settings, String sourceCluster, Switches switches) {
    this.switches = switches;
    tasks = new TaskSerializationSchema(settings, sourceCluster);
    tasks.open(null, null);
  }

  @Override
  public ReplayDecision decide(
      StoredDeadLetter deadLetter, SourceRecord original, Decoded decoded) {
    String detail = Redecoder.describe(decoded);
    if (decoded instanceof Decoded.Dispatch dispatch) {
      Object project = dispatch.arguments().get(TaskArguments.PROJECT_ID);
      if (switches.isDropped(project)) {
        return ReplayDecision.withoutRecord(
            Action.REFUSE, "the switch dispatch.drop-project/" + project + " drops its task");
      }
      PostProcessTask task = PostProcessTask.of(original, dispatch);
      ProducerRecord<byte[], byte[]> record = tasks.serialize(task, null, null);
      // Who counts tasks must see that the record has a dead letter as well, and rightly so.
      ReplayHeaders.addCount(record.headers(), deadLetter.replayCount() + 1);
      return ReplayDecision.send(detail, record);
    }
    return ReplayDecision.withoutRecord(
        decoded instanceof Decoded.Skip ? Action.NO_TASK : Action.STILL_FAILS, detail);
  }
}
