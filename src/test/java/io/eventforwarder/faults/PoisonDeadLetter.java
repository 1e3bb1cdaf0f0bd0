// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import io.eventforwarder.testing.RawProducer.RawHeader;
import io.eventforwarder.testing.RawProducer.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter beside its original: key, value and headers are the original's, byte for byte, or
 * left out where the topic does not take them.
 */
record PoisonDeadLetter(RawRecord original, ConsumerRecord<byte[], byte[]> consumed) {

  /** More than the headers that say why, and what frames a record. */
  private static final int ADDED_BYTES = 4_000;

  private static final int FRAME_BYTES_PER_HEADER = 20;

  /** Returns the headers that the original does not have. */
  List<Header> check(Consumer<String> problems) {
    Header[] headers = consumed.headers().toArray();
    String valueOmitted = text("forwarder.error.value-omitted", headers);
    String headersOmitted = text("forwarder.error.headers-omitted", headers);
    checkOmission(
        "value", valueOmitted != null, length(original.key()) + length(original.value()), problems);
    checkOmission("headers", headersOmitted != null, length(original.key()), problems);
    if (valueOmitted != null
        && !valueOmitted.equals(
            original.value() == null ? "-1" : Integer.toString(original.value().length))) {
      problems.accept("its omitted value had " + valueOmitted + " bytes");
    }
    if (!Arrays.equals(consumed.value(), valueOmitted == null ? original.value() : null)) {
      problems.accept("another value");
    }
    if (headersOmitted != null) {
      if (consumed.key() != null
          || !headersOmitted.equals(Integer.toString(original.headers().size()))) {
        problems.accept("it has a key, or " + headersOmitted + " headers were left out");
      }
      return List.of(headers);
    }
    if (!Arrays.equals(consumed.key(), original.key())) {
      problems.accept("another key");
    }
    int count = original.headers().size();
    if (headers.length < count) {
      problems.accept("headers are missing");
      return List.of(headers);
    }
    List<Header> added = Arrays.asList(headers).subList(count, headers.length);
    for (int i = 0; i < count; i++) {
      checkHeader(i, headers[i], original.headers().get(i), added, problems);
    }
    added.stream()
        .map(Header::key)
        .filter(name -> !name.startsWith("forwarder.") && !name.startsWith("__connect.errors."))
        .forEach(name -> problems.accept("a header " + name + " more"));
    return added;
  }

  /**
   * @param bytes of the parts that are left out, beside the headers
   */
  private void checkOmission(
      String what, boolean isOmitted, long bytes, Consumer<String> problems) {
    long atLeast = bytes;
    long atMost = bytes + (bytes >> 8) + ADDED_BYTES;
    for (RawHeader header : original.headers()) {
      int name = name(header).getBytes(StandardCharsets.UTF_8).length;
      atLeast += name + length(header.value());
      atMost += name + length(header.value()) + FRAME_BYTES_PER_HEADER;
      if (!isUtf8(header)) {
        atLeast += header.name().length;
        atMost += header.name().length + 2 * FRAME_BYTES_PER_HEADER;
      }
    }
    if (isOmitted && atMost < PoisonScenario.DEAD_LETTER_BYTES) {
      problems.accept(what + " omitted though it fits");
    } else if (!isOmitted && atLeast > PoisonScenario.DEAD_LETTER_BYTES) {
      problems.accept(what + " there though it does not fit");
    }
  }

  private static void checkHeader(
      int position,
      Header actual,
      RawHeader expected,
      List<Header> added,
      Consumer<String> problems) {
    if (!actual.key().equals(name(expected))) {
      problems.accept("header " + position + " has another name");
    }
    if (!Arrays.equals(actual.value(), expected.value())) {
      problems.accept("header " + position + " has another value");
    }
    if (!isUtf8(expected)) {
      String rawName = "forwarder.header-name." + position;
      if (added.stream()
          .noneMatch(
              header ->
                  header.key().equals(rawName) && Arrays.equals(header.value(), expected.name()))) {
        problems.accept("no " + rawName + " with the name's bytes");
      }
    }
  }

  private static boolean isUtf8(RawHeader header) {
    return Arrays.equals(name(header).getBytes(StandardCharsets.UTF_8), header.name());
  }

  /** As a client reads it: U+FFFD in place of bytes that are not UTF-8. */
  private static String name(RawHeader header) {
    return new String(header.name(), StandardCharsets.UTF_8);
  }

  private static String text(String name, Header[] headers) {
    String text = null;
    for (Header header : headers) {
      if (header.key().equals(name)) {
        text = new String(header.value(), StandardCharsets.UTF_8);
      }
    }
    return text;
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
