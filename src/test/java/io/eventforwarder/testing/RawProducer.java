// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.Crc32C;

/**
 * Writes a record whose header has a name that is not UTF-8, as producers in other languages can.
 * Kafka's own producer makes names of Strings, so this speaks the protocol.
 */
public final class RawProducer {

  /** The last version that names topics, not their ids. */
  private static final short VERSION = 12;

  private static final int CRC_POSITION = 17;
  private static final int CRC_COVERS_FROM = 21;

  private RawProducer() {}

  /** Writes to partition 0, and returns when the broker has it. */
  public static void send(
      String bootstrapServers, String topic, byte[] value, byte[] headerName, byte[] headerValue)
      throws IOException {
    ByteBuffer request =
        new ProduceRequest(
                new ProduceRequestData()
                    .setAcks((short) -1)
                    .setTimeoutMs(30_000)
                    .setTopicData(
                        new TopicProduceDataCollection(
                            List.of(
                                    new TopicProduceData()
                                        .setName(topic)
                                        .setPartitionData(
                                            List.of(
                                                new PartitionProduceData()
                                                    .setIndex(0)
                                                    .setRecords(
                                                        records(value, headerName, headerValue)))))
                                .iterator())),
                VERSION)
            .serializeWithHeader(new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", 1));
    int colon = bootstrapServers.lastIndexOf(':');
    try (Socket socket =
        new Socket(
            bootstrapServers.substring(0, colon),
            Integer.parseInt(bootstrapServers.substring(colon + 1)))) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(request.remaining());
      out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
      out.flush();
      check(new DataInputStream(socket.getInputStream()));
    }
  }

  private static void check(DataInputStream in) throws IOException {
    byte[] response = new byte[in.readInt()];
    in.readFully(response);
    ByteBufferAccessor reader = new ByteBufferAccessor(ByteBuffer.wrap(response));
    reader.readInt(); // Correlation id.
    reader.readUnsignedVarint(); // Tagged fields of the header, none.
    short error =
        new ProduceResponseData(reader, VERSION)
            .responses()
            .iterator()
            .next()
            .partitionResponses()
            .get(0)
            .errorCode();
    if (error != 0) {
      throw new IOException("the broker has refused the record: " + Errors.forCode(error));
    }
  }

  /** One record whose header's name is put in place of one that is as long. */
  private static MemoryRecords records(byte[] value, byte[] headerName, byte[] headerValue) {
    byte[] placeholder = "\u0001".repeat(headerName.length).getBytes(StandardCharsets.UTF_8);
    Header header = new RecordHeader(new String(placeholder, StandardCharsets.UTF_8), headerValue);
    MemoryRecords records =
        MemoryRecords.withRecords(
            Compression.NONE,
            new SimpleRecord(System.currentTimeMillis(), null, value, new Header[] {header}));
    ByteBuffer buffer = records.buffer();
    byte[] bytes = buffer.array();
    int from = buffer.arrayOffset() + buffer.position();
    int at = from;
    while (!startsWith(bytes, at, placeholder)) {
      at++;
    }
    System.arraycopy(headerName, 0, bytes, at, headerName.length);
    buffer.putInt(
        buffer.position() + CRC_POSITION,
        (int) Crc32C.compute(bytes, from + CRC_COVERS_FROM, buffer.remaining() - CRC_COVERS_FROM));
    return records;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
