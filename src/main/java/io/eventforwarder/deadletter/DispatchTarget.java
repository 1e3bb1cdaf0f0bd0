// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.control.Switches;
import io.eventforwarder.deadletter.ReplayDecision.Action;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.dispatch.DispatchSettings;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.dispatch.TimestampPolicy;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the tasks of records that now decode, with the ids that the job would give them. Refuses
 * the tasks of projects that a kill switch drops.
 */
final class DispatchTarget implements ReplayTarget {

  private final TaskSerializationSchema tasks;
  private final Switches switches;

  /**
   * @param sourceCluster the source cluster's id or configured name, a part of each task id
   */
  DispatchTarget(DispatchSettings settings, String sourceCluster, Switches switches) {
    this.switches = switches;
    tasks = new TaskSerializationSchema(settings, sourceCluster);
    tasks.open(null, null);
  }

  @Override
  public ReplayDecision decide(
      StoredDeadLetter deadLetter, SourceRecord original, Redecoded redecoded) {
    String detail = redecoded.describe();
    if (!redecoded.isTask()) {
      return new ReplayDecision(
          redecoded.isSkip() ? Action.NO_TASK : Action.STILL_FAILS, detail, null);
    }
    TaskFields fields = ((Decoded.Dispatch) redecoded.decoded()).fields();
    Object project = fields.get(TaskField.PROJECT_ID);
    if (switches.isDropped(project)) {
      return ReplayDecision.refuse(
          "the switch dispatch.drop-project/" + project + " drops its task");
    }
    ProducerRecord<byte[], byte[]> record =
        TimestampPolicy.SENT_AGAIN.apply(
            tasks.serialize(PostProcessTask.of(original, fields), null, null),
            System.currentTimeMillis());
    // Distinguishes the task from the record's dead letter, for those who count outcomes.
    ReplayHeaders.addCount(record.headers(), deadLetter.replayCount() + 1);
    return ReplayDecision.send(detail, record);
  }
}
