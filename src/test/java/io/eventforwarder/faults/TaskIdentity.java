// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Task ids, made anew from their contract. */
final class TaskIdentity {

  private final String cluster;
  private final MessageDigest sha256;

  TaskIdentity(String cluster) {
    this.cluster = cluster;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  UUID of(String topic, int partition, long offset) {
    byte[] id =
        sha256.digest(
            (cluster + "/" + topic + "/" + partition + "/" + offset)
                .getBytes(StandardCharsets.UTF_8));
    id[6] = (byte) ((id[6] & 0x0F) | 0x80);
    id[8] = (byte) ((id[8] & 0x3F) | 0x80);
    return uuid(id);
  }

  /** From the first 16 bytes. */
  static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
