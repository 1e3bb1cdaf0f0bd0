// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The work of the job in one thread: poll, decode, encode, produce. It writes the same bytes as the
 * job and has none of its other functions: no recovery, rescaling, metrics or limits.
 */
final class PlainLoop {

  private PlainLoop() {}

  static Load start(WorkerSpec spec) {
    return LoopThread.start(
        "plain-loop",
        loop ->
            new TransactionLoop<>(spec, new ByteArrayDeserializer())
                .run(PlainForwarder.of(spec)::forward, loop));
  }
}
