// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.HeaderCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.testutils.logging.LoggerAuditingExtension;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

class HeaderViewsTest {

  @RegisterExtension
  private final LoggerAuditingExtension logs =
      new LoggerAuditingExtension(HeaderViews.class, Level.WARN);

  private static final byte[] NOT_UTF8 = {'n', (byte) 0xC3, 'm', 'e'};

  /** A header as a consumer creates it: two views of one fetched buffer. */
  private static RecordHeader fetched(byte[] name, byte[] value) {
    ByteBuffer buffer = ByteBuffer.allocate(3 + name.length + value.length + 2);
    buffer.position(1);
    ByteBuffer shifted = buffer.slice();
    shifted.put((byte) 'x').put(name).put((byte) 'x').put(value);
    return new RecordHeader(
        shifted.duplicate().position(1).limit(1 + name.length),
        shifted.slice(2 + name.length, value.length));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Fails when an upgrade of the client moves the fields, which would cost throughput. */
  @Test
  void findsTheViewsOfThisClientVersion() {
    RecordHeader header = fetched(bytes("name"), bytes("value"));

    assertThat(HeaderViews.name(header)).isEqualTo(ByteBuffer.wrap(bytes("name")));
    assertThat(HeaderViews.value(header)).isEqualTo(ByteBuffer.wrap(bytes("value")));
  }

  @Test
  void warnsIfTheClientHasNoSuchFields() {
    assertThat(HeaderViews.views(String.class)).containsOnlyNulls();
    assertThat(logs.getMessages())
        .singleElement()
        .asString()
        .startsWith(
            "java.lang.String of this Kafka client has no fields keyBuffer and valueBuffer");
  }

  @Test
  void keepsNamesThatAreNotUtf8() {
    RecordHeader header = fetched(NOT_UTF8, bytes("value"));

    assertThat(HeaderViews.nameBytes(header)).isEqualTo(NOT_UTF8);
    assertThat(HeaderViews.nameBytes(header)).isEqualTo(NOT_UTF8);
    assertThat(header.key()).isEqualTo("n\uFFFDme");
    assertThat(HeaderViews.nameBytes(header)).isEqualTo(bytes("n\uFFFDme"));
  }

  @Test
  void doesNotChangeTheHeader() {
    RecordHeader header = fetched(bytes("name"), bytes("value"));
    new KafkaHeaderCursor().over(new RecordHeaders(List.of(header))).next();

    assertThat(header).isEqualTo(new RecordHeader("name", bytes("value")));
  }

  static Stream<Header> headers() {
    byte[] name = bytes("event_id");
    byte[] value = bytes("1234");
    RecordHeader named = fetched(name, value);
    named.key();
    RecordHeader requested = fetched(name, value);
    requested.key();
    requested.value();
    ByteBuffer direct = ByteBuffer.allocateDirect(12).put(name).put(value).flip();
    return Stream.of(
        fetched(name, value),
        named,
        requested,
        new RecordHeader("event_id", value),
        new RecordHeader(direct.duplicate().limit(8), direct.duplicate().position(8)),
        new RecordHeader(
            ByteBuffer.wrap(name).asReadOnlyBuffer(), ByteBuffer.wrap(value).asReadOnlyBuffer()),
        new Header() {
          @Override
          public String key() {
            return "event_id";
          }

          @Override
          public byte[] value() {
            return value;
          }
        });
  }

  @ParameterizedTest
  @MethodSource("headers")
  void readsEveryKindOfHeader(Header header) {
    HeaderCursor cursor = new KafkaHeaderCursor().over(new RecordHeaders(List.of(header)));

    assertThat(cursor.next()).isTrue();
    assertThat(Arrays.copyOfRange(cursor.name(), cursor.nameStart(), cursor.nameEnd()))
        .isEqualTo(bytes("event_id"));
    assertThat(Arrays.copyOfRange(cursor.value(), cursor.valueStart(), cursor.valueEnd()))
        .isEqualTo(bytes("1234"));
    assertThat(cursor.next()).isFalse();
    assertThat(HeaderViews.nameBytes(header)).isEqualTo(bytes("event_id"));
    assertThat(HeaderViews.name(header))
        .isEqualTo(HeaderViews.utf8("event_id"))
        .isNotEqualTo(HeaderViews.utf8("event_ie"))
        .isNotEqualTo(HeaderViews.utf8("event_i"));
  }

  @Test
  void keepsNullValues() {
    for (Header header :
        List.of(
            new RecordHeader("name", null),
            new RecordHeader(ByteBuffer.wrap(bytes("name")), null))) {
      HeaderCursor cursor = new KafkaHeaderCursor().over(new RecordHeaders(List.of(header)));

      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isNull();
    }
  }
}
