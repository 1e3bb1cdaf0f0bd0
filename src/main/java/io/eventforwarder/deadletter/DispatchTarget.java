// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.control.Switches;
import io.eventforwarder.deadletter.ReplayDecision.Action;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.dispatch.TimestampPolicy;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the tasks of records that now decode, with the ids that the job would give them. Refuses
 * the tasks of paused topics and of projects that a kill switch drops, from the moment that it is
 * set.
 */
final class DispatchTarget implements Replay.Target {

  private final Set<String> sourceTopics;
  private final TaskSerializationSchema tasks;
  private final SwitchFeed switches;

  DispatchTarget(ForwarderConfig config) {
    sourceTopics = config.source().typeByTopic().keySet();
    tasks = new TaskSerializationSchema(config.dispatch(), KafkaCluster.sourceName(config));
    tasks.open(null, null);
    switches = SwitchSource.of(config).open();
  }

  @Override
  public ReplayDecision decide(
      StoredDeadLetter deadLetter, SourceRecord original, Redecoded redecoded) {
    if (!sourceTopics.contains(original.topic())) {
      return ReplayDecision.refuse("source.topics does not name the type of " + original.topic());
    }
    String detail = redecoded.describe();
    if (!redecoded.isTask()) {
      return ReplayDecision.sendNothing(
          redecoded.isSkip() ? Action.NO_TASK : Action.STILL_FAILS, detail);
    }
    TaskFields fields = ((Decoded.Dispatch) redecoded.decoded()).fields();
    Optional<String> refusal = refusal(original.topic(), fields.get(TaskField.PROJECT_ID));
    if (refusal.isPresent()) {
      return ReplayDecision.refuse(refusal.get());
    }
    ProducerRecord<byte[], byte[]> record =
        TimestampPolicy.SENT_AGAIN.apply(
            tasks.serialize(PostProcessTask.of(original, fields), null, null),
            System.currentTimeMillis());
    // Distinguishes the task from the record's dead letter when outcomes are counted.
    ReplayHeaders.addCount(record.headers(), deadLetter.replayCount() + 1);
    return ReplayDecision.send(detail, record);
  }

  /** Why a switch forbids the task. */
  private Optional<String> refusal(String topic, Object project) {
    switches.requireAlive();
    Switches current = switches.current();
    if (current.isDropped(project)) {
      return Optional.of("the switch dispatch.drop-project/" + project + " drops its task");
    }
    return current
        .pause(topic)
        .map(key -> "the switch " + key + " pauses " + topic + "; replay when it is off");
  }

  @Override
  public void close() {
    switches.close();
  }
}
