// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.source.ReceivedTimestamp;
import io.eventforwarder.source.SourceRecord;

/** Measures the decoding time, the value size and the age of one record in 64. */
final class TimedDecoder implements RecordDecoder {

  private final RecordDecoder decoder;
  private final DecodeMetrics metrics;

  TimedDecoder(RecordDecoder decoder, DecodeMetrics metrics) {
    this.decoder = decoder;
    this.metrics = metrics;
  }

  @Override
  public Decoded decode(SourceRecord record, SourcePartition partition) {
    if (!metrics.isSampled()) {
      return decoder.decode(record, partition);
    }
    long start = System.nanoTime();
    Decoded decoded = decoder.decode(record, partition);
    metrics.decoded(decoded.via(), System.nanoTime() - start, record.value());
    if (decoded instanceof Decoded.Dispatch) {
      measureAge(record);
    }
    return decoded;
  }

  private void measureAge(SourceRecord record) {
    long now = System.currentTimeMillis();
    if (record.timestamp() >= 0) {
      metrics.age(now - record.timestamp());
    }
    ReceivedTimestamp.read(record.headers())
        .ifPresent(received -> metrics.receivedAge(now - received));
  }
}
