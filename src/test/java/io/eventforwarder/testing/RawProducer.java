// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Crc32C;

/**
 * Writes records that brokers accept and Kafka's own producer refuses: header names that are not
 * UTF-8, negative timestamps, no timestamp. Producers in other languages can write them.
 */
public final class RawProducer implements AutoCloseable {

  /** The last version that identifies topics by name. */
  private static final short VERSION = 12;

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  /** A header, byte for byte; the value may be null. */
  public record RawHeader(byte[] name, byte[] value) {

    public static RawHeader of(String name, byte[] value) {
      return new RawHeader(name.getBytes(StandardCharsets.UTF_8), value);
    }
  }

  /**
   * A record, byte for byte.
   *
   * @param timestamp any number; -1 for none
   * @param key may be null
   * @param value may be null
   */
  public record RawRecord(long timestamp, byte[] key, byte[] value, List<RawHeader> headers) {

    /** Bytes of key, value and headers, without what frames them. */
    public int length() {
      int length = length(key) + length(value);
      for (RawHeader header : headers) {
        length += header.name().length + length(header.value());
      }
      return length;
    }

    private static int length(byte[] bytes) {
      return bytes == null ? 0 : bytes.length;
    }
  }

  private RawProducer(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new DataOutputStream(socket.getOutputStream());
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connects to a cluster of one broker. */
  public static RawProducer connect(String bootstrapServers) throws IOException {
    int colon = bootstrapServers.lastIndexOf(':');
    return new RawProducer(
        new Socket(
            bootstrapServers.substring(0, colon),
            Integer.parseInt(bootstrapServers.substring(colon + 1))));
  }

  /**
   * Writes the records as one batch and waits for the broker's acknowledgement.
   *
   * @return the offset of the first record
   */
  public long send(String topic, int partition, List<RawRecord> records) throws IOException {
    PartitionProduceData data =
        new PartitionProduceData().setIndex(partition).setRecords(batch(records));
    TopicProduceData topicData =
        new TopicProduceData().setName(topic).setPartitionData(List.of(data));
    ByteBuffer request =
        new ProduceRequest(
                new ProduceRequestData()
                    .setAcks((short) -1)
                    .setTimeoutMs(30_000)
                    .setTopicData(new TopicProduceDataCollection(List.of(topicData).iterator())),
                VERSION)
            .serializeWithHeader(new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", 1));
    out.writeInt(request.remaining());
    out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
    out.flush();
    return baseOffset();
  }

  private long baseOffset() throws IOException {
    byte[] response = new byte[in.readInt()];
    in.readFully(response);
    ByteBufferAccessor reader = new ByteBufferAccessor(ByteBuffer.wrap(response));
    reader.readInt(); // Correlation id.
    reader.readUnsignedVarint(); // Tagged fields of the header, none.
    ProduceResponseData.PartitionProduceResponse partition =
        new ProduceResponseData(reader, VERSION)
            .responses()
            .iterator()
            .next()
            .partitionResponses()
            .get(0);
    if (partition.errorCode() != 0) {
      throw new IOException(
          "the broker refused the batch: "
              + Errors.forCode(partition.errorCode())
              + ", "
              + partition.errorMessage());
    }
    return partition.baseOffset();
  }

  /** A batch in version 2 of the format, without compression. */
  private static MemoryRecords batch(List<RawRecord> records) throws IOException {
    long baseTimestamp = records.get(0).timestamp();
    ByteArrayOutputStream checked = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(checked);
    body.writeShort(0); // Attributes.
    body.writeInt(records.size() - 1);
    body.writeLong(baseTimestamp);
    body.writeLong(records.stream().mapToLong(RawRecord::timestamp).max().orElseThrow());
    body.writeLong(RecordBatch.NO_PRODUCER_ID);
    body.writeShort(RecordBatch.NO_PRODUCER_EPOCH);
    body.writeInt(RecordBatch.NO_SEQUENCE);
    body.writeInt(records.size());
    for (int i = 0; i < records.size(); i++) {
      byte[] record = record(records.get(i), i, baseTimestamp);
      ByteUtils.writeVarint(record.length, body);
      body.write(record);
    }
    byte[] content = checked.toByteArray();
    ByteBuffer batch = ByteBuffer.allocate(21 + content.length);
    batch.putLong(0); // Base offset, which the broker assigns.
    batch.putInt(9 + content.length);
    batch.putInt(RecordBatch.NO_PARTITION_LEADER_EPOCH);
    batch.put(RecordBatch.MAGIC_VALUE_V2);
    batch.putInt((int) Crc32C.compute(content, 0, content.length));
    batch.put(content);
    batch.flip();
    return MemoryRecords.readableRecords(batch);
  }

  private static byte[] record(RawRecord record, int offsetDelta, long baseTimestamp)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(record.length() + 64);
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeByte(0); // Attributes.
    ByteUtils.writeVarlong(record.timestamp() - baseTimestamp, body);
    ByteUtils.writeVarint(offsetDelta, body);
    write(record.key(), body);
    write(record.value(), body);
    ByteUtils.writeVarint(record.headers().size(), body);
    for (RawHeader header : record.headers()) {
      write(header.name(), body);
      write(header.value(), body);
    }
    return bytes.toByteArray();
  }

  private static void write(byte[] bytes, DataOutputStream body) throws IOException {
    if (bytes == null) {
      ByteUtils.writeVarint(-1, body);
    } else {
      ByteUtils.writeVarint(bytes.length, body);
      body.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
