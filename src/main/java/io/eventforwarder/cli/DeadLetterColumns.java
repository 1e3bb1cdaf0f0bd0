// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.deadletter.StoredDeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The columns of dead letters. */
final class DeadLetterColumns {

  private DeadLetterColumns() {}

  static List<Column<StoredDeadLetter>> forList(ForwarderConfig config) {
    List<Column<StoredDeadLetter>> columns = new ArrayList<>(common(config, Function.identity()));
    columns.add(
        new Column<>(
            "size",
            9,
            letter -> letter.valueSize().isPresent() ? letter.valueSize().getAsLong() : null));
    columns.add(new Column<>("message", 1, header(DeadLetterHeaders.VALUE_MESSAGE)));
    columns.add(Column.jsonOnly("header_message", header(DeadLetterHeaders.HEADER_MESSAGE)));
    columns.add(Column.jsonOnly("failed_at", header(DeadLetterHeaders.TIME)));
    columns.add(Column.jsonOnly("replays", StoredDeadLetter::replayCount));
    return columns;
  }

  /**
   * @param letter the dead letter of a row
   */
  static <T> List<Column<T>> common(ForwarderConfig config, Function<T, StoredDeadLetter> letter) {
    int topicWidth =
        config.source().typeByTopic().keySet().stream().mapToInt(String::length).max().orElse(0);
    return List.of(
        Column.time("time", letter.andThen(StoredDeadLetter::timestamp)),
        new Column<>("topic", topicWidth, letter.andThen(it -> it.source().topic())),
        new Column<>("partition", 9, letter.andThen(it -> it.source().partition())),
        new Column<>("offset", 12, letter.andThen(it -> it.source().offset())),
        new Column<>("reason", 20, letter.andThen(StoredDeadLetter::reason)),
        Column.jsonOnly("dead_letter_partition", letter.andThen(it -> it.record().partition())),
        Column.jsonOnly("dead_letter_offset", letter.andThen(it -> it.record().offset())));
  }

  private static Function<StoredDeadLetter, Object> header(String name) {
    return letter -> letter.header(name).orElse(null);
  }
}
