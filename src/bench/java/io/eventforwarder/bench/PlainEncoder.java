// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.eventforwarder.dispatch.proto.OnAttemptsExceeded;
import io.eventforwarder.dispatch.proto.RetryState;
import io.eventforwarder.dispatch.proto.TaskActivation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** Writes the same activations as the job, with the libraries' own writers. */
final class PlainEncoder {

  private static final ObjectMapper JSON = new JsonMapper();
  private static final JsonFactory FACTORY = JSON.getFactory();
  private static final int BUFFER_BYTES = 1 << 20;

  // The fields that are the same in every activation, in the order of their numbers.
  private static final byte[] FIELDS_2_AND_3 =
      TaskActivation.newBuilder()
          .setNamespace("ingest.errors.postprocess")
          .setTaskname("sentry.issues.tasks.post_process.post_process_group")
          .build()
          .toByteArray();
  private static final byte[] FIELDS_7_TO_12 =
      TaskActivation.newBuilder()
          .setApplication("sentry")
          .setProcessingDeadlineDuration(120)
          .setRetryState(
              RetryState.newBuilder()
                  .setMaxAttempts(1)
                  .setOnAttemptsExceeded(OnAttemptsExceeded.ON_ATTEMPTS_EXCEEDED_DISCARD)
                  .setAtMostOnce(false))
          .build()
          .toByteArray();

  private final String cluster;
  private final boolean withJson;
  private final boolean withMsgpack;
  private final MessageDigest digest;
  private final byte[] activation = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
  private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();

  /**
   * @param parameters forms of the parameters to write: both, msgpack or json
   */
  PlainEncoder(String cluster, String parameters) throws NoSuchAlgorithmException {
    this.cluster = cluster;
    this.withJson = !parameters.equals("msgpack");
    this.withMsgpack = !parameters.equals("json");
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  byte[] encode(ConsumerRecord<byte[], byte[]> record, PlainTask task) throws IOException {
    String cacheKey = "e:" + task.eventId + ":" + task.projectId;
    CodedOutputStream output = CodedOutputStream.newInstance(activation);
    output.writeString(1, id(record));
    output.writeRawBytes(FIELDS_2_AND_3);
    if (withJson) {
      output.writeByteArray(4, json(task, cacheKey));
    }
    writeHeader(output, "baggage", task.baggage);
    writeHeader(output, "sentry-trace", task.sentryTrace);
    writeReceivedAt(
        output, record.timestamp() / 1000, (int) (record.timestamp() % 1000) * 1_000_000);
    output.writeRawBytes(FIELDS_7_TO_12);
    if (withMsgpack) {
      output.writeByteArray(13, msgpack(task, cacheKey));
    }
    return Arrays.copyOf(activation, output.getTotalBytesWritten());
  }

  private static void writeHeader(CodedOutputStream output, String name, String value)
      throws IOException {
    output.writeTag(5, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    output.writeUInt32NoTag(
        CodedOutputStream.computeStringSize(1, name)
            + CodedOutputStream.computeStringSize(2, value));
    output.writeString(1, name);
    output.writeString(2, value);
  }

  private static void writeReceivedAt(CodedOutputStream output, long seconds, int nanos)
      throws IOException {
    int nanosSize = nanos == 0 ? 0 : CodedOutputStream.computeInt32Size(2, nanos);
    output.writeTag(6, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    output.writeUInt32NoTag(CodedOutputStream.computeInt64Size(1, seconds) + nanosSize);
    output.writeInt64(1, seconds);
    if (nanos != 0) {
      output.writeInt32(2, nanos);
    }
  }

  private String id(ConsumerRecord<byte[], byte[]> record) {
    String name = cluster + '/' + record.topic() + '/' + record.partition() + '/' + record.offset();
    byte[] hash = digest.digest(name.getBytes(StandardCharsets.UTF_8));
    hash[6] = (byte) (hash[6] & 0x0F | 0x80);
    hash[8] = (byte) (hash[8] & 0x3F | 0x80);
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  private byte[] json(PlainTask task, String cacheKey) throws IOException {
    buffer.reset();
    try (JsonGenerator json = FACTORY.createGenerator(buffer)) {
      json.writeStartObject();
      json.writeArrayFieldStart("args");
      json.writeEndArray();
      json.writeObjectFieldStart("kwargs");
      json.writeBooleanField("is_new", task.isNew);
      json.writeBooleanField("is_regression", task.isRegression);
      json.writeBooleanField("is_new_group_environment", task.isNewGroupEnvironment);
      json.writeStringField("primary_hash", task.primaryHash);
      json.writeStringField("cache_key", cacheKey);
      json.writeFieldName("group_id");
      if (task.groupId == null) {
        json.writeNull();
      } else {
        json.writeNumber(task.groupId);
      }
      json.writeFieldName("group_states");
      json.writeRawValue(
          task.groupStates == null ? "null" : new String(task.groupStates, StandardCharsets.UTF_8));
      json.writeStringField("occurrence_id", task.occurrenceId);
      json.writeNumberField("project_id", task.projectId);
      json.writeStringField("eventstream_type", task.eventStreamType);
      json.writeEndObject();
      json.writeEndObject();
    }
    return buffer.toByteArray();
  }

  private byte[] msgpack(PlainTask task, String cacheKey) throws IOException {
    packer.clear();
    packer.packMapHeader(2).packString("args").packArrayHeader(0);
    packer.packString("kwargs").packMapHeader(10);
    packer.packString("is_new").packBoolean(task.isNew);
    packer.packString("is_regression").packBoolean(task.isRegression);
    packer.packString("is_new_group_environment").packBoolean(task.isNewGroupEnvironment);
    packText(packer.packString("primary_hash"), task.primaryHash);
    packText(packer.packString("cache_key"), cacheKey);
    packer.packString("group_id");
    if (task.groupId == null) {
      packer.packNil();
    } else {
      packer.packLong(task.groupId);
    }
    packer.packString("group_states");
    if (task.groupStates == null) {
      packer.packNil();
    } else {
      pack(packer, JSON.readTree(task.groupStates));
    }
    packText(packer.packString("occurrence_id"), task.occurrenceId);
    packer.packString("project_id").packLong(task.projectId);
    packText(packer.packString("eventstream_type"), task.eventStreamType);
    return packer.toByteArray();
  }

  private static void packText(MessagePacker packer, String text) throws IOException {
    if (text == null) {
      packer.packNil();
    } else {
      packer.packString(text);
    }
  }

  private static void pack(MessagePacker packer, JsonNode node) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        packer.packMapHeader(node.size());
        for (Map.Entry<String, JsonNode> property : node.properties()) {
          packer.packString(property.getKey());
          pack(packer, property.getValue());
        }
      }
      case ARRAY -> {
        packer.packArrayHeader(node.size());
        for (JsonNode element : node) {
          pack(packer, element);
        }
      }
      case STRING -> packer.packString(node.textValue());
      case BOOLEAN -> packer.packBoolean(node.booleanValue());
      case NUMBER -> packer.packLong(node.longValue());
      default -> packer.packNil();
    }
  }
}
