// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import java.util.List;

/**
 * The dead-letter topic accepts a dead letter at least without the key, value and headers of its
 * record. Otherwise the first one that is too large would end the job.
 */
record DeadLetterSizeCheck(ForwarderConfig config, ClusterState dispatch) implements Check {

  private static final int NEEDED = DeadLetterSerializationSchema.MAX_ADDED_BYTES;

  @Override
  public void run(Findings findings) {
    String topic = config.deadLetterTopic();
    int accepted = dispatch.cluster().maxRecordBytes(List.of(topic)).get(topic);
    if (accepted < NEEDED) {
      findings.fail(
          Verdict.WRONG_CONFIG,
          "settings",
          "%s: records of at most %d bytes can be written, and a dead letter needs %d even without its record"
              .formatted(topic, accepted, NEEDED),
          "raise its max.message.bytes and, if set, kafka.sink.properties.max.request.size");
    }
  }
}
