// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes what a replay has decided to do. */
interface ReplaySink extends AutoCloseable {

  /** Does nothing. */
  ReplaySink DRY_RUN =
      new ReplaySink() {
        @Override
        public void replay(StoredDeadLetter deadLetter, ProducerRecord<byte[], byte[]> record) {}

        @Override
        public void tick() {}

        @Override
        public void finish() {}

        @Override
        public void close() {}
      };

  /**
   * @param record what is sent for the dead letter, null if it is done without
   */
  void replay(StoredDeadLetter deadLetter, ProducerRecord<byte[], byte[]> record);

  /** Called often, also while nothing is replayed. */
  void tick();

  /** Returns when all is done. What was not finished is undone by {@link #close}. */
  void finish();

  @Override
  void close();
}
