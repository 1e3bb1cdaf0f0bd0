// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.dispatch.TimestampPolicy;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes records to their source topic again, for the job to retry: to the same partition if it
 * still exists, with the replay count in their headers.
 */
final class SourceTarget implements Replay.Target {

  private final SourceTopics topics;

  SourceTarget(SourceTopics topics) {
    this.topics = topics;
  }

  @Override
  public ReplayDecision decide(
      StoredDeadLetter deadLetter, SourceRecord original, Redecoded redecoded) {
    return topics
        .problem(original.topic(), AclOperation.WRITE)
        .map(ReplayDecision::refuse)
        .orElseGet(() -> send(deadLetter, original, redecoded));
  }

  private ReplayDecision send(
      StoredDeadLetter deadLetter, SourceRecord original, Redecoded redecoded) {
    Headers headers = headers(deadLetter, original);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            original.topic(),
            original.partition() < topics.partitions(original.topic())
                ? original.partition()
                : null,
            ProvenanceHeaders.timestamp(headers, original.timestamp()),
            original.key(),
            original.value(),
            headers);
    return ReplayDecision.send(
        redecoded.describe(), TimestampPolicy.SENT_AGAIN.apply(record, System.currentTimeMillis()));
  }

  private static Headers headers(StoredDeadLetter deadLetter, SourceRecord original) {
    Headers headers = new RecordHeaders();
    for (Header header : original.headers()) {
      if (!header.key().startsWith(DeadLetterHeaders.PREFIX)) {
        headers.add(header);
      }
    }
    ReplayHeaders.add(headers, deadLetter.replayCount() + 1, deadLetter.origin());
    return headers;
  }
}
