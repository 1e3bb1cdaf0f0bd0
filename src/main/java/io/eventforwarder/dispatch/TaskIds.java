// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of task activations. The same record has the same id on every replay, so that a broker or a
 * consumer can detect a duplicate.
 *
 * <p>The id is the first 16 bytes of the SHA-256 of the UTF-8 text {@code
 * cluster/topic/partition/offset}, with the version and variant bits of a UUID of version 8 (RFC
 * 9562), in 32 lower-case hexadecimal digits. Not thread-safe.
 */
final class TaskIds {

  private static final int LENGTH = 16;

  private final String cluster;
  private final MessageDigest digest;
  private final HexFormat hex = HexFormat.of();
  private final ByteOutput name = new ByteOutput();
  private final byte[] hash;

  /**
   * @param cluster the source cluster's id or configured name
   */
  TaskIds(String cluster) {
    this.cluster = cluster;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    this.hash = new byte[digest.getDigestLength()];
  }

  /** The part of the hashed text that all records of a partition share. */
  byte[] prefix(String topic, int partition) {
    return (cluster + '/' + topic + '/' + partition + '/').getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param prefix of the record's partition
   */
  String of(byte[] prefix, long offset) {
    name.clear();
    name.write(prefix);
    name.writeDecimal(offset);
    digest.update(name.array(), 0, name.size());
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("the buffer has the length of the hash", e);
    }
    hash[6] = (byte) (hash[6] & 0x0F | 0x80);
    hash[8] = (byte) (hash[8] & 0x3F | 0x80);
    return hex.formatHex(hash, 0, LENGTH);
  }
}
