// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How much of the output can be seen. The output of one source partition is in the order of its
 * offsets in each output partition, so two offsets limit what a deletion or an open transaction can
 * have taken from sight: that of the first record that was read there, and that of the last.
 */
final class Evidence {

  private final Map<TopicPartition, OutputPartition> outputs = new HashMap<>();
  private Map<TopicPartition, Obstacle> hiding = Map.of();

  /**
   * Why output of a range may be there, or may have been there, and cannot be seen.
   *
   * @param verdict {@link Verdict#PENDING} if it will be seen soon
   * @param isLasting false if it may be seen in a later pass
   */
  record Obstacle(Verdict verdict, String cause, boolean isLasting) {}

  private static final class OutputPartition {

    private final Outputs.Kind kind;
    private final Map<TopicPartition, Long> first = new HashMap<>();
    private final Map<TopicPartition, Long> last = new HashMap<>();
    private String deletion = "";

    private OutputPartition(Outputs.Kind kind) {
      this.kind = kind;
    }
  }

  void add(TopicPartition output, Outputs.Kind kind) {
    outputs.putIfAbsent(output, new OutputPartition(kind));
  }

  /** Adds a task or dead letter that was read. */
  void read(TopicPartition output, TopicPartition source, long offset) {
    OutputPartition partition = outputs.get(output);
    partition.first.putIfAbsent(source, offset);
    partition.last.put(source, offset);
  }

  /**
   * Records before the first one that will be read have been deleted.
   *
   * @param cause why earlier output cannot be seen
   */
  void deleted(TopicPartition output, String cause) {
    OutputPartition partition = outputs.get(output);
    partition.deletion = cause;
    partition.first.clear();
  }

  /**
   * Records after the last one that was read are hidden, in these partitions only.
   *
   * @param obstacles by partition, of the ledger, too
   */
  void hidden(Map<TopicPartition, Obstacle> obstacles) {
    hiding = obstacles;
  }

  /** Why rows of the ledger are out of sight. */
  Optional<Obstacle> obstacle(String ledger) {
    return hiding.keySet().stream()
        .filter(partition -> partition.topic().equals(ledger))
        .findFirst()
        .map(hiding::get);
  }

  /** Why output of a range may be out of sight; empty if all that exists has been read. */
  Optional<Obstacle> obstacle(TopicPartition source, AuditedRange range, Outputs.Kind kind) {
    Obstacle found = null;
    for (Map.Entry<TopicPartition, OutputPartition> entry : outputs.entrySet()) {
      OutputPartition output = entry.getValue();
      Obstacle hidden = hiding.get(entry.getKey());
      if (output.kind != kind) {
        continue;
      }
      if (!output.deletion.isEmpty()
          && output.first.getOrDefault(source, Long.MAX_VALUE) > range.offsets.from()) {
        return Optional.of(new Obstacle(Verdict.NOT_PROVABLE, output.deletion, true));
      }
      if (hidden != null
          && output.last.getOrDefault(source, -1L) < range.offsets.to() - 1
          && (found == null || hidden.verdict == Verdict.NOT_PROVABLE)) {
        found = hidden;
      }
    }
    return Optional.ofNullable(found);
  }
}
