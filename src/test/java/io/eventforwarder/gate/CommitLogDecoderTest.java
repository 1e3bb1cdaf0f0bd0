// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.config.GateSettings.Followed;
import io.eventforwarder.config.GateSettings.OffsetSemantics;
import io.eventforwarder.config.GateSettings.OnBackward;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitLogDecoderTest {

  private static final String LOG = "commit-log";
  private static final TopicPartition EVENTS_3 = new TopicPartition("events", 3);
  private static final byte[] KEY = bytes("events:3:snuba-consumers");
  private static final Map<String, Followed> FOLLOWED =
      Map.of(
          "events", new Followed(LOG, Set.of("snuba-consumers", "eu:west:1")),
          "my.events-2_b", new Followed(LOG, Set.of("g")),
          "transactions", new Followed("other-log", Set.of("g")));

  private final CommitLogDecoder decoder = decoder(OffsetSemantics.NEXT);

  private static CommitLogDecoder decoder(OffsetSemantics semantics) {
    return new CommitLogDecoder(new GateSettings(FOLLOWED, semantics, OnBackward.MAXIMUM, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // As Python writes it, and as Rust does.
        "{\"offset\": 0, \"orig_message_ts\": 1723898096.0, \"received_p99\": null} | 0",
        "{\"offset\":5,\"orig_message_ts\":1696381946.0,\"received_p99\":null} | 5",
        "{\"offset\":5,\"orig_message_ts\":1696381946.0} | 5",
        "{\"offset\": 1, \"orig_message_ts\": 1e-07, \"received_p99\": 1723898095.123456} | 1",
        "{\"offset\": 2, \"orig_message_ts\": NaN} | 2",
        "{\"offset\": 3, \"orig_message_ts\": null, \"more\": {\"a\": []}} | 3",
        "{\"offset\": 123456789012} | 123456789012",
        "{\"offset\": 9007199254740993} | 9007199254740993",
        "{\"offset\": 9223372036854775807} | 9223372036854775807",
        "17 | 17",
        "0017 | 17",
      })
  void readsTheOffset(String value, long offset) {
    assertThat(decoder.decode(record(LOG, "events:3:snuba-consumers", value)))
        .isEqualTo(new Announcement(EVENTS_3, "snuba-consumers", offset, 1_000));
  }

  @ParameterizedTest
  @CsvSource({
    "events:0:snuba-consumers, events, 0, snuba-consumers",
    "events:999999999:snuba-consumers, events, 999999999, snuba-consumers",
    "my.events-2_b:63:g, my.events-2_b, 63, g",
    "events:1:eu:west:1, events, 1, eu:west:1",
  })
  void readsTheKey(String key, String topic, int partition, String group) {
    assertThat(decoder.decode(record(LOG, key, "7")))
        .isEqualTo(new Announcement(new TopicPartition(topic, partition), group, 7, 1_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "events | MALFORMED_KEY",
        "events:3 | MALFORMED_KEY",
        "events:3: | MALFORMED_KEY",
        "events:x:snuba-consumers | MALFORMED_KEY",
        "events:-1:snuba-consumers | MALFORMED_KEY",
        "events:1234567890:snuba-consumers | MALFORMED_KEY",
        ":3:snuba-consumers | MALFORMED_KEY",
        "replays:3:snuba-consumers | OTHER_TOPIC",
        "transactions:3:g | OTHER_TOPIC",
        "events:3:g | OTHER_GROUP",
        "events:3:eu | OTHER_GROUP",
        "events:3:snuba-consumers: | OTHER_GROUP",
      })
  void givesTheReasonWhyAKeyIsIgnored(String key, Ignored reason) {
    assertThat(decoder.decode(record(LOG, key, "7"))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "",
      value = {
        "`` ",
        "{}",
        "[5]",
        "null",
        "\"5\"",
        "5.0",
        "-1",
        "9223372036854775808",
        "{\"offset\": \"5\"}",
        "{\"offset\": 5.0}",
        "{\"offset\": -5}",
        "{\"offset\": true}",
        "{\"offset\": null}",
        "{\"offset\": 9223372036854775808}",
        "{\"offset\": 5",
        "{\"offset\": 5} x",
        "offset 5",
      })
  void reportsAValueWithoutAnOffset(String value) {
    assertThat(decoder.decode(record(LOG, "events:3:snuba-consumers", value)))
        .isEqualTo(Ignored.MALFORMED_VALUE);
  }

  @Test
  void ignoresTombstones() {
    assertThat(decoder.decode(record(LOG, "events:3:snuba-consumers", null)))
        .isEqualTo(Ignored.TOMBSTONE);
    assertThat(decoder.decode(record(LOG, null, "5"))).isEqualTo(Ignored.TOMBSTONE);
  }

  @Test
  void addsOneToTheLastProcessedOffset() {
    CommitLogDecoder lastProcessed = decoder(OffsetSemantics.LAST_PROCESSED);

    assertThat(lastProcessed.decode(record(LOG, "events:3:snuba-consumers", "7")))
        .isEqualTo(new Announcement(EVENTS_3, "snuba-consumers", 8, 1_000));
    assertThat(lastProcessed.decode(record(LOG, "events:3:snuba-consumers", "9223372036854775807")))
        .extracting(entry -> ((Announcement) entry).position())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void neverThrowsOnGarbage() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] value = "{\"offset\": 5, \"orig_message_ts\": 1.5}".getBytes(StandardCharsets.UTF_8);
      byte[] key = "events:3:snuba-consumers".getBytes(StandardCharsets.UTF_8);
      value[random.nextInt(value.length)] = (byte) random.nextInt();
      key[random.nextInt(key.length)] = (byte) random.nextInt();
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);
      assertThatCode(
              () -> {
                decoder.decode(record(KEY, value));
                decoder.decode(record(key, value));
                decoder.decode(record(garbage, value));
                decoder.decode(record(KEY, garbage));
              })
          .doesNotThrowAnyException();
    }
  }

  private static SourceRecord record(String log, String key, String value) {
    return new SourceRecord(
        new Coordinates(log, 0, 5), 1_000, bytes(key), bytes(value), new RecordHeaders());
  }

  private static SourceRecord record(byte[] key, byte[] value) {
    return new SourceRecord(new Coordinates(LOG, 0, 5), 1_000, key, value, new RecordHeaders());
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
