/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.eventforwarder.dispatch.proto.OnAttemptsExceeded;
import io.eventforwarder.dispatch.proto.RetryState;
import io.eventforwarder.dispatch.proto.TaskActivation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** Writes the job's activations the short way: protobuf, Jackson and msgpack as they are. */
final class PlainEncoder {

  private static final ObjectMapper JSON = new JsonMapper();
  private static final JsonFactory FACTORY = JSON.getFactory();
  private static final TaskActivation TEMPLATE =
      TaskActivation.newBuilder()
          .setNamespace("ingest.errors.postprocess")
          .setTaskname("sentry.issues.tasks.post_process.post_process_group")
          .setApplication("sentry")
          .setProcessingDeadlineDuration(120)
          .setRetryState(
              RetryState.newBuilder()
                  .setMaxAttempts(1)
                  .setOnAttemptsExceeded(OnAttemptsExceeded.ON_ATTEMPTS_EXCEEDED_DISCARD)
                  .setAtMostOnce(false))
          .build();

  private final String cluster;
  private final MessageDigest digest;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
  private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();

  PlainEncoder(String cluster) throws NoSuchAlgorithmException {
    this.cluster = cluster;
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  byte[] encode(ConsumerRecord<byte[], byte[]> record, PlainTask task) throws IOException {
    String cacheKey = "e:" + task.eventId + ":" + task.projectId;
    return TEMPLATE.toBuilder()
        .setId(id(record))
        .putHeaders("baggage", task.baggage)
        .putHeaders("sentry-trace", task.sentryTrace)
        .setReceivedAt(
            Timestamp.newBuilder()
                .setSeconds(record.timestamp() / 1000)
                .setNanos((int) (record.timestamp() % 1000) * 1_000_000))
        .setParametersJsonBytes(json(task, cacheKey))
        .setParametersMsgpack(msgpack(task, cacheKey))
        .build()
        .toByteArray();
  }

  private String id(ConsumerRecord<byte[], byte[]> record) {
    String name = cluster + '/' + record.topic() + '/' + record.partition() + '/' + record.offset();
    byte[] hash = digest.digest(name.getBytes(StandardCharsets.UTF_8));
    hash[6] = (byte) (hash[6] & 0x0F | 0x80);
    hash[8] = (byte) (hash[8] & 0x3F | 0x80);
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  private ByteString json(PlainTask task, String cacheKey) throws IOException {
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
    return UnsafeByteOperations.unsafeWrap(buffer.toByteArray());
  }

  private ByteString msgpack(PlainTask task, String cacheKey) throws IOException {
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
    return UnsafeByteOperations.unsafeWrap(packer.toByteArray());
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
