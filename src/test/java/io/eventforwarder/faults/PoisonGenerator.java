// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.faults.PoisonRecord.Expected;
import io.eventforwarder.faults.PoisonRecord.Fallback;
import io.eventforwarder.faults.PoisonRecord.Outcome;
import io.eventforwarder.testing.DecodeVector;
import io.eventforwarder.testing.RawProducer.RawHeader;
import io.eventforwarder.testing.RawProducer.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes the records of a scenario. A record depends on seed, scenario and index alone, but for
 * timestamps that are relative to the start of the run, so that it can be made again to compare.
 */
final class PoisonGenerator {

  static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  /** Around these ages an output topic changes its mind. */
  private static final long[] LIMITS = {-HOUR, PoisonTopics.BEFORE_MAX, 2 * HOUR, 7 * DAY / 2};

  private static final byte[] NOT_UTF8 = {'n', (byte) 0xFF, (byte) 0xC0, (byte) 0x80};

  /** Sizes meet a limit at once, or after an encoding that makes them that much larger. */
  private static final double[] GROWTHS = {1, 2, 3, 6, 7, 8, 16};

  private static final List<DecodeVector> VECTORS = DecodeVector.synthetic();

  /** What a sized record has more of. */
  private enum Part {
    HEADER_QUEUE,
    HEADER_GROUP_STATES,
    HEADER_PRIMARY_HASH,
    VALUE_QUEUE,
    VALUE_GROUP_STATES,
    VALUE_EVENT_ID,
    BAGGAGE,
    UNKNOWN_HEADER,
    MANY_HEADERS,
    KEY,
    EVENT_DATA
  }

  private final long seed;
  private final PoisonScenario scenario;
  private final long now;

  /**
   * @param now when the scenario starts
   */
  PoisonGenerator(long seed, PoisonScenario scenario, long now) {
    this.seed = seed;
    this.scenario = scenario;
    this.now = now;
  }

  PoisonRecord record(int index) {
    Random random = new Random((seed * 31 + scenario.number()) * 1_000_003 + index);
    // The first values of neighbouring seeds are alike.
    random.nextLong();
    long timestamp = timestamp(random);
    int partition = random.nextInt(PoisonScenario.PARTITIONS);
    int kind = random.nextInt(1000);
    Draft draft;
    if (kind < 450) {
      draft = vector(random);
      addIgnoredHeaders(draft, random);
    } else if (kind < 880) {
      draft = mutated(random);
      addIgnoredHeaders(draft, random);
    } else if (kind < 940) {
      draft = garbage(random);
    } else {
      draft = sized(random, kind == 999);
    }
    return new PoisonRecord(
        index,
        draft.kind,
        draft.type,
        partition,
        new RawRecord(timestamp, draft.key, draft.value, draft.headers),
        draft.expected);
  }

  /** A record in the making. */
  private static final class Draft {
    private String kind;
    private EventStreamType type;
    private byte[] key;
    private byte[] value;
    private List<RawHeader> headers = new ArrayList<>();
    private Expected expected = Expected.ANY;
  }

  // ---- Timestamps.

  private long timestamp(Random random) {
    return switch (random.nextInt(16)) {
      case 0 -> now + HOUR / 2;
      case 1 -> now + 2 * HOUR + random.nextLong(DAY);
      case 2 -> YEAR_9999 - random.nextLong(DAY);
      case 3 -> random.nextLong(365 * DAY);
      case 4 -> random.nextLong(YEAR_9999);
      case 5 -> -1;
      case 6 -> -2 - random.nextLong(100 * 365 * DAY);
      case 7 ->
          now - LIMITS[random.nextInt(LIMITS.length)] + random.nextLong(-2 * MINUTE, 2 * MINUTE);
      case 8 -> now - random.nextLong(20 * DAY);
      case 9 ->
          switch (random.nextInt(6)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> YEAR_9999 + 1;
            case 3 -> -2;
            case 4 -> 0;
            default -> 1;
          };
      default -> now - random.nextLong(MINUTE);
    };
  }

  // ---- Records of which the outcome is known.

  private Draft vector(Random random) {
    DecodeVector vector = VECTORS.get(random.nextInt(VECTORS.size()));
    Draft draft = new Draft();
    draft.kind = "vector " + vector.id();
    draft.type = vector.type() == null ? anyType(random) : vector.type();
    draft.key = key(random);
    draft.value = vector.value();
    if (vector.useHeaders() || scenario.valueOnly()) {
      vector
          .headerList()
          .forEach(header -> draft.headers.add(RawHeader.of(header.name(), header.value())));
    }
    draft.expected = expected(vector, draft.type);
    return draft;
  }

  private Expected expected(DecodeVector vector, EventStreamType type) {
    JsonNode expected = vector.expected();
    boolean isDecidedByHeaders = expected.path("via").textValue().equals("headers");
    if (vector.isQuirk() || (scenario.valueOnly() && isDecidedByHeaders)) {
      return Expected.ANY;
    }
    // Without headers the headers do not decide.
    boolean isFallback =
        !scenario.valueOnly() && (!vector.useHeaders() || expected.path("fallback").booleanValue());
    return switch (expected.path("outcome").textValue()) {
      case "skip" -> Expected.of(Outcome.SKIPPED, isFallback);
      case "fail" -> Expected.of(Outcome.DEAD_LETTER, isFallback);
      default -> {
        ObjectNode task = expected.path("task").deepCopy();
        ((ObjectNode) task.path("kwargs")).put("eventstream_type", type.toString());
        yield new Expected(EnumSet.of(Outcome.TASK), isFallback ? Fallback.YES : Fallback.NO, task);
      }
    };
  }

  // ---- Records of which only is known that they have one outcome.

  private Draft mutated(Random random) {
    Draft draft = vector(random);
    draft.expected = Expected.ANY;
    StringBuilder kind = new StringBuilder(draft.kind);
    int mutations = 1 + random.nextInt(3);
    for (int i = 0; i < mutations; i++) {
      kind.append(", ").append(mutate(draft, random));
    }
    draft.kind = kind.toString();
    return draft;
  }

  private static String mutate(Draft draft, Random random) {
    switch (random.nextInt(13)) {
      case 0 -> {
        draft.value = flipBits(draft.value, random);
        return "bits of the value flipped";
      }
      case 1 -> {
        draft.value = truncate(draft.value, random);
        return "value truncated";
      }
      case 2 -> {
        draft.value = insert(draft.value, random);
        return "bytes inserted into the value";
      }
      case 3 -> {
        draft.value = random.nextBoolean() ? null : new byte[0];
        return "no value";
      }
      case 4 -> {
        draft.value = VECTORS.get(random.nextInt(VECTORS.size())).value();
        return "another value";
      }
      case 5 -> {
        draft.headers.clear();
        return "no headers";
      }
      default -> {
        return draft.headers.isEmpty() ? "no header to change" : mutateHeader(draft, random);
      }
    }
  }

  private static String mutateHeader(Draft draft, Random random) {
    int position = random.nextInt(draft.headers.size());
    RawHeader header = draft.headers.get(position);
    String name = " header " + new String(header.name(), StandardCharsets.UTF_8);
    switch (random.nextInt(7)) {
      case 0 -> {
        draft.headers.remove(position);
        return "without" + name;
      }
      case 1 -> {
        draft.headers.add(
            random.nextInt(draft.headers.size() + 1),
            new RawHeader(header.name(), flipBits(header.value(), random)));
        return "another" + name;
      }
      case 2 -> {
        draft.headers.set(position, new RawHeader(header.name(), null));
        return "null" + name;
      }
      case 3 -> {
        draft.headers.set(position, new RawHeader(flipBits(header.name(), random), header.value()));
        return "renamed" + name;
      }
      case 4 -> {
        draft.headers.set(position, new RawHeader(header.name(), truncate(header.value(), random)));
        return "truncated" + name;
      }
      case 5 -> {
        Collections.shuffle(draft.headers, random);
        return "headers shuffled";
      }
      default -> {
        draft.headers.set(position, new RawHeader(header.name(), flipBits(header.value(), random)));
        return "bits flipped of" + name;
      }
    }
  }

  private static Draft garbage(Random random) {
    Draft draft = new Draft();
    draft.kind = "garbage";
    draft.type = anyType(random);
    draft.key = key(random);
    draft.value = random.nextInt(4) == 0 ? null : bytes(random, random.nextInt(2_000));
    for (int i = random.nextInt(20); i > 0; i--) {
      draft.headers.add(
          new RawHeader(
              bytes(random, random.nextInt(12)),
              random.nextInt(4) == 0 ? null : bytes(random, random.nextInt(100))));
    }
    return draft;
  }

  /** Adds some to every other record. They change nothing of what becomes of it. */
  private static void addIgnoredHeaders(Draft draft, Random random) {
    if (random.nextBoolean()) {
      return;
    }
    List<RawHeader> ignored =
        List.of(
            new RawHeader(NOT_UTF8, NOT_UTF8),
            new RawHeader(new byte[0], null),
            RawHeader.of("forwarder.source.topic", utf8("elsewhere")),
            RawHeader.of("forwarder.source.offset", NOT_UTF8),
            RawHeader.of("forwarder.source.timestamp", utf8("12")),
            RawHeader.of("forwarder.error.reason", null),
            RawHeader.of("forwarder.header-name.0", NOT_UTF8),
            RawHeader.of("forwarder.replay.count", utf8("99999999999999999999")),
            RawHeader.of("forwarder.replay.origin-offset", utf8("x")),
            RawHeader.of("__connect.errors.topic", utf8("elsewhere")),
            RawHeader.of("Received-Timestamp", utf8("1e999")),
            RawHeader.of("Received-Timestamp", NOT_UTF8),
            RawHeader.of("baggage", NOT_UTF8),
            RawHeader.of("sentry-trace", null),
            RawHeader.of("traceparent", utf8("\0\"\u2603")));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      draft.headers.add(
          random.nextInt(draft.headers.size() + 1), ignored.get(random.nextInt(ignored.size())));
    }
  }

  // ---- Sizes.

  private Draft sized(Random random, boolean isHuge) {
    Part part = Part.values()[random.nextInt(Part.values().length)];
    boolean isBroken = part.compareTo(Part.BAGGAGE) >= 0 && random.nextBoolean();
    boolean isRouted =
        part != Part.HEADER_QUEUE && part != Part.VALUE_QUEUE && random.nextInt(4) == 0;
    String queue = isRouted ? PoisonScenario.ROUTED_QUEUE : "post_process_errors";
    int limit = isBroken ? PoisonScenario.DEAD_LETTER_BYTES : PoisonScenario.taskBytes(queue);
    byte[] filler = isHuge ? huge(random) : filler(size(limit, random), random);
    Draft draft = new Draft();
    draft.kind =
        "%s%s of %,d bytes"
            .formatted(
                isBroken ? "broken, " : "",
                part.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                filler.length);
    draft.type = anyType(random);
    boolean hasHeaders =
        !isBroken
            && part != Part.VALUE_QUEUE
            && part != Part.VALUE_GROUP_STATES
            && part != Part.VALUE_EVENT_ID
            && part != Part.EVENT_DATA;
    if (hasHeaders) {
      addInsertHeaders(draft, queue);
    }
    draft.value = utf8(isBroken ? "[2,\"insert\"" : value(part, queue, filler));
    switch (part) {
      case HEADER_QUEUE -> draft.headers.add(RawHeader.of("queue", filler));
      case HEADER_GROUP_STATES ->
          draft.headers.add(RawHeader.of("group_states", utf8("[" + quoted(filler) + "]")));
      case HEADER_PRIMARY_HASH -> draft.headers.add(RawHeader.of("primary_hash", filler));
      case BAGGAGE -> {
        spoil(filler, random);
        draft.headers.add(RawHeader.of("baggage", filler));
      }
      case UNKNOWN_HEADER -> {
        spoil(filler, random);
        draft.headers.add(random.nextBoolean() ? RawHeader.of("x", filler) : named(filler));
      }
      case MANY_HEADERS -> {
        for (int i = 0; i < Math.min(filler.length / 8, 5_000); i++) {
          draft.headers.add(RawHeader.of("header-" + i, null));
        }
      }
      case KEY -> {
        spoil(filler, random);
        draft.key = filler;
      }
      case EVENT_DATA -> {
        if (isBroken) {
          draft.value = utf8("[2,\"insert\",{\"data\":" + quoted(filler) + "},");
        }
      }
      default -> {}
    }
    draft.expected = expected(part, isBroken, hasHeaders, limit, filler.length);
    return draft;
  }

  /** Names are part of no limit but the record's. */
  private static RawHeader named(byte[] filler) {
    return new RawHeader(filler, null);
  }

  private Expected expected(
      Part part, boolean isBroken, boolean hasHeaders, int limit, int length) {
    boolean isFallback = !scenario.valueOnly() && !hasHeaders;
    if (isBroken) {
      return Expected.of(Outcome.DEAD_LETTER, isFallback);
    }
    boolean isPartOfTask =
        switch (part) {
          case HEADER_QUEUE -> scenario.json() && !scenario.valueOnly();
          case HEADER_GROUP_STATES, HEADER_PRIMARY_HASH -> !scenario.valueOnly();
          case VALUE_QUEUE -> scenario.json();
          case VALUE_GROUP_STATES, VALUE_EVENT_ID, BAGGAGE -> true;
          default -> false;
        };
    if (!isPartOfTask || length * 16L + 6_000 < limit) {
      return Expected.of(Outcome.TASK, isFallback);
    }
    if (length > limit) {
      return Expected.of(Outcome.DEAD_LETTER, isFallback);
    }
    return new Expected(
        EnumSet.of(Outcome.TASK, Outcome.DEAD_LETTER),
        isFallback ? Fallback.YES : Fallback.NO,
        null);
  }

  private static int size(int limit, Random random) {
    if (random.nextInt(3) == 0) {
      return random.nextInt(limit + limit / 2);
    }
    double growth = GROWTHS[random.nextInt(GROWTHS.length)];
    return Math.max(0, (int) (limit / growth) + random.nextInt(-900, 200));
  }

  /** Up to what the source topic takes. */
  private static byte[] huge(Random random) {
    return letters(random.nextInt(1_100_000, PoisonScenario.SOURCE_BYTES - 5_000), random);
  }

  /** UTF-8 of that many bytes or a little less. */
  private static byte[] filler(int size, Random random) {
    if (random.nextBoolean()) {
      return letters(size, random);
    }
    List<String> characters = List.of("\"", "\u0001", "\u007f", "\u00e9", "\u2028", "\ud83d\ude00");
    byte[] character = utf8(characters.get(random.nextInt(characters.size())));
    byte[] filler = new byte[size / character.length * character.length];
    for (int i = 0; i < filler.length; i++) {
      filler[i] = character[i % character.length];
    }
    return filler;
  }

  /** Brokers check the size of what is compressed, and these do not compress. */
  private static byte[] letters(int size, Random random) {
    byte[] letters = new byte[size];
    for (int i = 0; i < size; i++) {
      letters[i] = (byte) ('a' + random.nextInt(26));
    }
    return letters;
  }

  /** Now and then no UTF-8 at all. */
  private static void spoil(byte[] filler, Random random) {
    if (random.nextInt(3) == 0) {
      Arrays.fill(filler, (byte) 0xFF);
    }
  }

  private static void addInsertHeaders(Draft draft, String queue) {
    String[] headers = {
      "version",
      "2",
      "operation",
      "insert",
      "event_id",
      "e",
      "project_id",
      "1",
      "group_id",
      "7",
      "is_new",
      "1",
      "is_regression",
      "0",
      "is_new_group_environment",
      "0",
      "skip_consume",
      "0",
      "queue",
      queue
    };
    for (int i = 0; i < headers.length; i += 2) {
      draft.headers.add(RawHeader.of(headers[i], utf8(headers[i + 1])));
    }
  }

  private static String value(Part part, String queue, byte[] filler) {
    String padded = quoted(filler);
    return """
        [2,"insert",{"event_id":%s,"project_id":1,"group_id":7,"primary_hash":"h"%s},\
        {"is_new":true,"is_regression":false,"is_new_group_environment":true,"queue":%s%s}]"""
        .formatted(
            part == Part.VALUE_EVENT_ID ? padded : "\"e\"",
            part == Part.EVENT_DATA ? ",\"data\":" + padded : "",
            part == Part.VALUE_QUEUE ? padded : "\"" + queue + "\"",
            part == Part.VALUE_GROUP_STATES ? ",\"group_states\":[" + padded + "]" : "");
  }

  private static String quoted(byte[] text) {
    return '"'
        + new String(text, StandardCharsets.UTF_8)
            .replace("\"", "\\\"")
            .replace("\u0001", "\\u0001")
        + '"';
  }

  // ---- Bytes.

  private static EventStreamType anyType(Random random) {
    return EventStreamType.values()[random.nextInt(EventStreamType.values().length)];
  }

  private static byte[] key(Random random) {
    return random.nextBoolean() ? null : bytes(random, random.nextInt(20));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] flipBits(byte[] bytes, Random random) {
    if (bytes == null || bytes.length == 0) {
      return bytes(random, 1);
    }
    byte[] flipped = bytes.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] truncate(byte[] bytes, Random random) {
    return bytes == null || bytes.length == 0
        ? null
        : Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private static byte[] insert(byte[] bytes, Random random) {
    byte[] before = bytes == null ? new byte[0] : bytes;
    byte[] inserted = bytes(random, 1 + random.nextInt(8));
    int position = random.nextInt(before.length + 1);
    byte[] after = new byte[before.length + inserted.length];
    System.arraycopy(before, 0, after, 0, position);
    System.arraycopy(inserted, 0, after, position, inserted.length);
    System.arraycopy(before, position, after, position + inserted.length, before.length - position);
    return after;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
