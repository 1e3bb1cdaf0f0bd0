// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.decode.Via;
import io.eventforwarder.source.KafkaHeaderCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the headers, as the consumer creates them, to a task. Compared with the shortest loop that
 * builds the same task without any check: one pass, one switch, group states left as bytes.
 *
 * <p>Headers decode their names and values only once, so each operation creates new ones. {@link
 * #makeHeaders} measures that part.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderDecodeBenchmark {

  /** The number of groups in {@code group_states}. */
  @Param({"0", "1", "5"})
  private int groupStates;

  private final MessageDecoder decoder = new MessageDecoder(DecodeLimits.DEFAULT);
  private final KafkaHeaderCursor cursor = new KafkaHeaderCursor();
  private final List<byte[]> names = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();

  @Setup
  public void setUp() {
    add("Received-Timestamp", "1795376096.789");
    add("event_id", "9b7d5b9a5d8e4c0e8c2a0f4e6d2b1a3c");
    add("project_id", "4503992");
    add("occurrence_id", "c0ffee00c0ffee00c0ffee00c0ffee00");
    add("group_id", "884290962");
    add("primary_hash", "acbd18db4cc2f85cedef654fccc4a4d8");
    add("is_new", "0");
    add("is_new_group_environment", "0");
    add("is_regression", "0");
    add("skip_consume", "0");
    if (groupStates > 0) {
      String state =
          "{\"id\":884290962,\"is_new\":false,\"is_regression\":false,\"is_new_group_environment\":false}";
      add("group_states", "[" + (state + ",").repeat(groupStates - 1) + state + "]");
    }
    add("queue", "post_process_errors");
    add("operation", "insert");
    add("version", "2");
  }

  private void add(String name, String value) {
    names.add(name.getBytes(StandardCharsets.UTF_8));
    values.add(value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * As {@code DefaultRecord.readHeaders} creates them: views of the fetched bytes, nothing decoded.
   */
  @Benchmark
  public Headers makeHeaders() {
    Header[] headers = new Header[names.size()];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = new RecordHeader(ByteBuffer.wrap(names.get(i)), ByteBuffer.wrap(values.get(i)));
    }
    return new RecordHeaders(headers);
  }

  @Benchmark
  public Decoded decode() {
    return decoder.decode(
        DecodeMode.HEADERS_FIRST, cursor.over(makeHeaders()), null, EventStreamType.ERROR);
  }

  @Benchmark
  public Decoded decodeByUncheckedSwitch() {
    TaskFields fields = new TaskFields();
    String eventId = null;
    String queue = null;
    long projectId = 0;
    int version = 0;
    boolean insert = false;
    boolean skip = false;
    for (Header header : makeHeaders()) {
      switch (header.key()) {
        case "version" -> version = Integer.parseInt(text(header));
        case "operation" -> insert = text(header).equals("insert");
        case "event_id" -> eventId = text(header);
        case "project_id" -> projectId = Long.parseLong(text(header));
        case "group_id" -> fields.set(TaskField.GROUP_ID, Long.parseLong(text(header)));
        case "primary_hash" -> fields.set(TaskField.PRIMARY_HASH, text(header));
        case "occurrence_id" -> fields.set(TaskField.OCCURRENCE_ID, text(header));
        case "skip_consume" -> skip = flag(header);
        case "is_new" -> fields.set(TaskField.IS_NEW, flag(header));
        case "is_regression" -> fields.set(TaskField.IS_REGRESSION, flag(header));
        case "is_new_group_environment" ->
            fields.set(TaskField.IS_NEW_GROUP_ENVIRONMENT, flag(header));
        case "group_states" -> fields.set(TaskField.GROUP_STATES, new JsonText(header.value()));
        case "queue" -> queue = text(header);
        default -> {
          // Not a header of the protocol.
        }
      }
    }
    if (version != 2 || !insert || skip) {
      return null;
    }
    fields.set(TaskField.PROJECT_ID, projectId);
    fields.set(TaskField.CACHE_KEY, "e:" + eventId + ":" + projectId);
    fields.set(TaskField.EVENTSTREAM_TYPE, "error");
    return new Decoded.Dispatch(Via.HEADERS, null, fields.set(TaskField.QUEUE, queue), null);
  }

  private static String text(Header header) {
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  private static boolean flag(Header header) {
    return header.value()[0] != '0';
  }
}
