// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/**
 * The fallback rule: the headers decide if they can, otherwise the value decides. The two are never
 * mixed. Not thread-safe, because an instance reuses its buffers.
 */
public final class MessageDecoder {

  /** The queue if the headers name none. If the value names none, the task has no queue. */
  public static final String DEFAULT_QUEUE = "post_process_errors";

  private final HeaderDecoder headerDecoder;
  private final ValueDecoder valueDecoder;

  public MessageDecoder(DecodeLimits limits) {
    this.headerDecoder = new HeaderDecoder(limits);
    this.valueDecoder = new ValueDecoder(limits);
  }

  /**
   * Decodes one record. Never throws on content.
   *
   * @param headers the record's headers; not read in mode {@link DecodeMode#VALUE_ONLY}
   * @param value the record's value, null for a tombstone; not read if the headers decide
   * @param type what the record's topic carries, null if that is not known
   */
  public Decoded decode(DecodeMode mode, HeaderCursor headers, byte[] value, EventStreamType type) {
    if (mode == DecodeMode.VALUE_ONLY) {
      return valueDecoder.decode(value, type, null);
    }
    Decoded fromHeaders = headerDecoder.decode(headers, type);
    return fromHeaders instanceof Decoded.Failed failed
        ? valueDecoder.decode(value, type, failed.failure())
        : fromHeaders;
  }

  /** Decodes the headers alone, whatever the mode. */
  public Decoded decodeHeaders(HeaderCursor headers, EventStreamType type) {
    return headerDecoder.decode(headers, type);
  }

  /** Decodes the value alone, whatever the mode. */
  public Decoded decodeValue(byte[] value, EventStreamType type) {
    return valueDecoder.decode(value, type, null);
  }
}
