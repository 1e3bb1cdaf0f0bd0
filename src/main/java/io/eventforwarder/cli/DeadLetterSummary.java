// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.deadletter.StoredDeadLetter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts dead letters by reason and source topic. */
final class DeadLetterSummary {

  private static final int TIME_WIDTH = 24;

  private record Group(String reason, String topic) {}

  private static final class Count {
    private long count;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
  }

  private final Map<Group, Count> counts =
      new TreeMap<>(Comparator.comparing(Group::reason).thenComparing(Group::topic));
  private long total;

  void add(StoredDeadLetter deadLetter) {
    Count count =
        counts.computeIfAbsent(
            new Group(deadLetter.reason(), deadLetter.source().topic()), group -> new Count());
    long timestamp = deadLetter.timestamp();
    count.count++;
    count.first = Math.min(count.first, timestamp);
    count.last = Math.max(count.last, timestamp);
    total++;
  }

  long total() {
    return total;
  }

  void write(OutputArguments output) {
    int topicWidth =
        counts.keySet().stream().mapToInt(group -> group.topic().length()).max().orElse(0);
    RowWriter<Map.Entry<Group, Count>> rows =
        output.rows(
            List.of(
                new Column<>("reason", 20, entry -> entry.getKey().reason()),
                new Column<>("topic", Math.max(topicWidth, 5), entry -> entry.getKey().topic()),
                new Column<>("count", 12, entry -> entry.getValue().count),
                new Column<>(
                    "first", TIME_WIDTH, entry -> DeadLetterColumns.time(entry.getValue().first)),
                new Column<>(
                    "last", TIME_WIDTH, entry -> DeadLetterColumns.time(entry.getValue().last))));
    counts.entrySet().forEach(rows::write);
    if (output.format() == OutputFormat.TABLE) {
      rows.finish(List.of("total " + total), Map.of());
    } else {
      rows.finish();
    }
  }
}
