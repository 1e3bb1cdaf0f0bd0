// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Timestamp;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.faults.PoisonRecord.Fallback;
import io.eventforwarder.faults.PoisonRecord.Outcome;
import io.eventforwarder.testing.JsonComparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Compares the output of a scenario with its records: each has one outcome, and the right one where
 * that is known; tasks and dead letters hold what they must.
 */
final class PoisonVerdict {

  private static final int MAX_PROBLEMS = 10;

  private static final JsonMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(Integer.MAX_VALUE)
                      .maxNumberLength(Integer.MAX_VALUE)
                      .maxStringLength(Integer.MAX_VALUE)
                      .maxNameLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private final PoisonScenario scenario;
  private final PoisonTopics topics;
  private final PoisonGenerator generator;
  private final Map<TopicPartition, List<Integer>> written;
  private final Map<UUID, Integer> indexByTaskId = new HashMap<>();
  private final PoisonTimestamps timestamps;

  private final int[] tasks;
  private final int[] deadLetters;
  private final int[] skipped;
  private final int[] fallbacks;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param written the record at each offset of each source partition
   * @param start when the first record was written
   */
  PoisonVerdict(
      PoisonScenario scenario,
      PoisonTopics topics,
      PoisonGenerator generator,
      Map<TopicPartition, List<Integer>> written,
      long start) {
    this.scenario = scenario;
    this.topics = topics;
    this.generator = generator;
    this.written = written;
    this.timestamps = new PoisonTimestamps(start, System.currentTimeMillis());
    int records = written.values().stream().mapToInt(List::size).sum();
    tasks = new int[records];
    deadLetters = new int[records];
    skipped = new int[records];
    fallbacks = new int[records];
    TaskIdentity identity = new TaskIdentity(PoisonTopics.CLUSTER);
    written.forEach(
        (partition, indices) -> {
          for (int offset = 0; offset < indices.size(); offset++) {
            indexByTaskId.put(
                identity.of(partition.topic(), partition.partition(), offset), indices.get(offset));
          }
        });
  }

  /** The first of them, and how many there are more. */
  List<String> problems() {
    return problems.size() <= MAX_PROBLEMS
        ? problems
        : Stream.concat(
                problems.stream().limit(MAX_PROBLEMS),
                Stream.of("and " + (problems.size() - MAX_PROBLEMS) + " problems more"))
            .toList();
  }

  private void problem(PoisonRecord record, String problem) {
    problems.add(record.describe() + ": " + problem);
  }

  // ---- Output.

  void readOutputs(Function<String, List<ConsumerRecord<byte[], byte[]>>> reader) {
    for (String topic : List.of(topics.tasks, topics.routedTasks)) {
      reader.apply(topic).forEach(this::task);
    }
    reader.apply(topics.deadLetters).forEach(this::deadLetter);
    reader.apply(topics.skipped).forEach(entry -> auditEntry(entry, skipped));
    reader.apply(topics.fallbacks).forEach(entry -> auditEntry(entry, fallbacks));
  }

  private void task(ConsumerRecord<byte[], byte[]> consumed) {
    try {
      PoisonTask task = scenario.json() ? fromJson(consumed) : fromActivation(consumed);
      Integer index = indexByTaskId.get(TaskIdentity.uuid(HexFormat.of().parseHex(task.id())));
      if (index == null) {
        problems.add("the task " + task.id() + " is of no record");
        return;
      }
      tasks[index]++;
      PoisonRecord record = generator.record(index);
      Optional<Integer> source = source(consumed);
      if (!source.equals(scenario.provenance() ? Optional.of(index) : Optional.empty())) {
        problem(record, "its task says that it is of record " + source);
      }
      checkTask(record, consumed.topic(), task);
      timestamps.check(
          record.raw().timestamp(),
          consumed,
          Arrays.asList(consumed.headers().toArray()),
          limitsOf(consumed.topic()),
          problem -> problem(record, "its task: " + problem));
    } catch (IOException e) {
      problems.add("a task is not readable: " + e);
    }
  }

  private PoisonTimestamps.Limits limitsOf(String topic) {
    boolean hasOwnTime = scenario.ownTime() && !topic.equals(topics.routedTasks);
    return new PoisonTimestamps.Limits(
        hasOwnTime,
        topic.equals(topics.routedTasks) || topic.equals(topics.skipped)
            ? PoisonTopics.BEFORE_MAX
            : Long.MAX_VALUE,
        topic.equals(topics.deadLetters)
            ? PoisonTopics.DEAD_LETTER_RETENTION
            : PoisonTopics.DEFAULT_RETENTION);
  }

  /**
   * A task as a worker reads it.
   *
   * @param queue null if the format has none
   */
  private record PoisonTask(String id, Instant receivedAt, JsonNode queue, JsonNode kwargs) {}

  private static PoisonTask fromJson(ConsumerRecord<byte[], byte[]> consumed) throws IOException {
    JsonNode json = MAPPER.readTree(consumed.value());
    JsonNode receivedAt = json.path("received_at");
    return new PoisonTask(
        json.path("id").textValue(),
        receivedAt.isNull() ? null : Instant.parse(receivedAt.textValue()),
        json.path("queue"),
        json.path("kwargs"));
  }

  private static PoisonTask fromActivation(ConsumerRecord<byte[], byte[]> consumed)
      throws IOException {
    TaskActivation activation = TaskActivation.parseFrom(consumed.value());
    Timestamp receivedAt = activation.getReceivedAt();
    return new PoisonTask(
        activation.getId(),
        activation.hasReceivedAt()
            ? Instant.ofEpochSecond(receivedAt.getSeconds(), receivedAt.getNanos())
            : null,
        null,
        MAPPER.readTree(activation.getParametersJson()).path("kwargs"));
  }

  private void checkTask(PoisonRecord record, String topic, PoisonTask task) {
    long timestamp = record.raw().timestamp();
    Instant receivedAt =
        timestamp < 0 ? null : Instant.ofEpochMilli(Math.min(timestamp, PoisonGenerator.YEAR_9999));
    if (receivedAt == null ? task.receivedAt() != null : !receivedAt.equals(task.receivedAt())) {
      problem(record, "its task was received at " + task.receivedAt());
    }
    JsonNode expected = record.expected().task();
    if (expected == null) {
      return;
    }
    boolean isRouted = expected.path("queue").asText().equals(PoisonScenario.ROUTED_QUEUE);
    if (isRouted != topic.equals(topics.routedTasks)) {
      problem(record, "its task is in " + topic);
    }
    if (!JsonComparison.same(expected.path("kwargs"), task.kwargs())) {
      problem(record, "its task has other arguments");
    }
    if (task.queue() != null && !JsonComparison.same(expected.path("queue"), task.queue())) {
      problem(record, "its task has another queue");
    }
  }

  private void deadLetter(ConsumerRecord<byte[], byte[]> consumed) {
    Optional<Integer> index = source(consumed);
    if (index.isEmpty()) {
      problems.add("dead letter at offset " + consumed.offset() + " is of no record");
      return;
    }
    deadLetters[index.get()]++;
    PoisonRecord record = generator.record(index.get());
    List<Header> added =
        new PoisonDeadLetter(record.raw(), consumed)
            .check(problem -> problem(record, "its dead letter: " + problem));
    timestamps.check(
        record.raw().timestamp(),
        consumed,
        added,
        limitsOf(consumed.topic()),
        problem -> problem(record, "its dead letter: " + problem));
  }

  private void auditEntry(ConsumerRecord<byte[], byte[]> consumed, int[] counts) {
    Optional<Integer> index = source(consumed);
    if (index.isEmpty()) {
      problems.add(consumed.topic() + "@" + consumed.offset() + " is of no record");
      return;
    }
    counts[index.get()]++;
    PoisonRecord record = generator.record(index.get());
    timestamps.check(
        record.raw().timestamp(),
        consumed,
        Arrays.asList(consumed.headers().toArray()),
        new PoisonTimestamps.Limits(
            false,
            consumed.topic().equals(topics.skipped) ? PoisonTopics.BEFORE_MAX : Long.MAX_VALUE,
            PoisonTopics.DEFAULT_RETENTION),
        problem -> problem(record, "its entry in " + consumed.topic() + ": " + problem));
  }

  /** The record that the provenance headers point to. */
  private Optional<Integer> source(ConsumerRecord<byte[], byte[]> consumed) {
    String topic = text(consumed, "forwarder.source.topic");
    if (topic == null) {
      return Optional.empty();
    }
    List<Integer> indices =
        written.get(
            new TopicPartition(
                topic, Integer.parseInt(text(consumed, "forwarder.source.partition"))));
    return Optional.of(indices.get(Integer.parseInt(text(consumed, "forwarder.source.offset"))));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    Header last = record.headers().lastHeader(header);
    return last == null ? null : new String(last.value(), StandardCharsets.UTF_8);
  }

  // ---- Ledger.

  /** Its rows follow one another from the first record to the last and count what there is. */
  void readLedger(List<ConsumerRecord<byte[], byte[]>> rows) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> consumed : rows) {
      try {
        JsonNode row = MAPPER.readTree(consumed.value());
        TopicPartition partition =
            new TopicPartition(row.path("topic").textValue(), row.path("partition").intValue());
        long end = ends.getOrDefault(partition, 0L);
        if (row.path("from").longValue() != end) {
          problems.add("the ledger goes on at " + row + " after offset " + end);
        }
        ends.put(partition, row.path("to").longValue());
        checkCounts(partition, row);
      } catch (IOException e) {
        problems.add("a row of the ledger is not readable: " + e);
      }
    }
    written.forEach(
        (partition, indices) -> {
          if (ends.getOrDefault(partition, 0L) != indices.size()) {
            problems.add("the ledger ends at " + ends.get(partition) + " of " + partition);
          }
        });
  }

  private void checkCounts(TopicPartition partition, JsonNode row) {
    List<Integer> indices =
        written.get(partition).subList(row.path("from").intValue(), row.path("to").intValue());
    boolean isRight =
        row.path("dispatched_via_headers").longValue()
                    + row.path("dispatched_via_value").longValue()
                == sum(indices, tasks)
            && row.path("dead_lettered").longValue() == sum(indices, deadLetters)
            && row.path("skipped").longValue() == sum(indices, skipped)
            && row.path("gaps").isEmpty();
    if (!isRight) {
      problems.add(
          "%d tasks, %d dead letters, %d skipped are there of the row %s"
              .formatted(
                  sum(indices, tasks), sum(indices, deadLetters), sum(indices, skipped), row));
    }
  }

  private static long sum(List<Integer> indices, int[] counts) {
    return indices.stream().mapToLong(index -> counts[index]).sum();
  }

  // ---- Outcomes.

  void judge() {
    for (int index = 0; index < tasks.length; index++) {
      PoisonRecord record = generator.record(index);
      if (tasks[index] + deadLetters[index] + skipped[index] != 1) {
        problem(
            record,
            "%d tasks, %d dead letters, %d skipped"
                .formatted(tasks[index], deadLetters[index], skipped[index]));
      } else if (!record.expected().outcomes().contains(outcome(index))) {
        problem(record, outcome(index) + ", not " + record.expected().outcomes());
      }
      checkFallback(record, fallbacks[index]);
    }
  }

  private Outcome outcome(int index) {
    return tasks[index] > 0
        ? Outcome.TASK
        : deadLetters[index] > 0 ? Outcome.DEAD_LETTER : Outcome.SKIPPED;
  }

  /** A comparison of headers with value may add an entry where the headers decided. */
  private void checkFallback(PoisonRecord record, int entries) {
    Fallback expected = record.expected().fallback();
    int atLeast = expected == Fallback.YES ? 1 : 0;
    int atMost = expected == Fallback.NO && !scenario.ownTime() ? 0 : 1;
    if (entries < atLeast || entries > atMost) {
      problem(record, entries + " entries in the fallback topic, not " + expected);
    }
  }

  /** Of each partition. */
  List<String> firstWithoutOutcome() {
    List<String> first = new ArrayList<>();
    written.forEach(
        (partition, indices) ->
            indices.stream()
                .filter(index -> tasks[index] + deadLetters[index] + skipped[index] == 0)
                .findFirst()
                .ifPresent(index -> first.add(generator.record(index).describe())));
    return first;
  }
}
