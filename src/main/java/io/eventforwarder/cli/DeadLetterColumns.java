// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.deadletter.StoredDeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is told of every dead letter. */
final class DeadLetterColumns {

  private static final int TIME_WIDTH = 24;

  private DeadLetterColumns() {}

  static List<Column<StoredDeadLetter>> forList(ForwarderConfig config) {
    return Stream.concat(
            common(config, Function.<StoredDeadLetter>identity()).stream(),
            Stream.of(
                new Column<StoredDeadLetter>(
                    "size",
                    9,
                    letter ->
                        letter.valueSize().isPresent() ? letter.valueSize().getAsLong() : null),
                new Column<StoredDeadLetter>(
                    "message", 1, letter -> header(letter, DeadLetterHeaders.VALUE_MESSAGE)),
                new Column<StoredDeadLetter>(
                    "header_message",
                    Column.JSON_ONLY,
                    letter -> header(letter, DeadLetterHeaders.HEADER_MESSAGE)),
                new Column<StoredDeadLetter>(
                    "failed_at",
                    Column.JSON_ONLY,
                    letter -> header(letter, DeadLetterHeaders.TIME)),
                new Column<StoredDeadLetter>(
                    "replays", Column.JSON_ONLY, StoredDeadLetter::replayCount)))
        .toList();
  }

  /**
   * @param letter the dead letter that a row is about
   */
  static <T> List<Column<T>> common(ForwarderConfig config, Function<T, StoredDeadLetter> letter) {
    return List.of(
        new Column<>("time", TIME_WIDTH, letter.andThen(DeadLetterColumns::time)),
        new Column<>("topic", topicWidth(config), letter.andThen(it -> it.source().topic())),
        new Column<>("partition", 9, letter.andThen(it -> it.source().partition())),
        new Column<>("offset", 12, letter.andThen(it -> it.source().offset())),
        new Column<>("reason", 20, letter.andThen(StoredDeadLetter::reason)),
        new Column<>(
            "dead_letter_partition",
            Column.JSON_ONLY,
            letter.andThen(it -> it.record().partition())),
        new Column<>(
            "dead_letter_offset", Column.JSON_ONLY, letter.andThen(it -> it.record().offset())));
  }

  private static int topicWidth(ForwarderConfig config) {
    return config.source().typeByTopic().keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  private static Object time(StoredDeadLetter letter) {
    long timestamp = letter.record().timestamp();
    return timestamp < 0 ? null : time(timestamp);
  }

  /** Always with milliseconds, so that columns stand and text sorts. */
  static String time(long timestamp) {
    String text = Instant.ofEpochMilli(timestamp).toString();
    return timestamp % 1000 == 0 && text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
  }

  private static String header(StoredDeadLetter letter, String name) {
    return letter.header(name).orElse(null);
  }
}
