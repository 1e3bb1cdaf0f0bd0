// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Reads the settings that all outputs share. */
record SinkSection(OptionReader options) {

  /** Flink's own default, one hour, is more than brokers allow by default. */
  private static final String DEFAULT_TRANSACTION_TIMEOUT_MS =
      Long.toString(Duration.ofMinutes(15).toMillis());

  ForwarderConfig.Sink sink(String sourceServers, Duration checkpointInterval) {
    String servers = options.read(ForwarderOptions.DISPATCH_BOOTSTRAP_SERVERS);
    Map<String, String> properties = options.passThrough(ForwarderOptions.KAFKA_SINK_PREFIX);
    properties.put(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers == null ? sourceServers : servers);
    properties.putIfAbsent(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, DEFAULT_TRANSACTION_TIMEOUT_MS);
    checkTransactionTimeout(properties, checkpointInterval);
    return new ForwarderConfig.Sink(
        guarantee(),
        options.required(
            ForwarderOptions.DISPATCH_TRANSACTIONAL_ID_PREFIX, "post-process-forwarder"),
        properties);
  }

  private DeliveryGuarantee guarantee() {
    var guarantee = options.read(ForwarderOptions.DISPATCH_GUARANTEE);
    if (guarantee == DeliveryGuarantee.NONE) {
      options.problem(
          ForwarderOptions.DISPATCH_GUARANTEE.key(),
          "tasks could be lost",
          "write exactly-once or at-least-once");
    }
    return guarantee;
  }

  private void checkTransactionTimeout(
      Map<String, String> properties, Duration checkpointInterval) {
    String text = properties.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    String key = ForwarderOptions.KAFKA_SINK_PREFIX + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;
    try {
      if (Integer.parseInt(text) <= checkpointInterval.toMillis()) {
        options.problem(
            key,
            "transactions would expire before the next checkpoint, "
                + checkpointInterval.toMillis()
                + " ms away, commits them",
            "write several times checkpoint.interval, for example "
                + DEFAULT_TRANSACTION_TIMEOUT_MS);
      }
    } catch (NumberFormatException e) {
      options.problem(
          key, "not a number of milliseconds", "write " + DEFAULT_TRANSACTION_TIMEOUT_MS);
    }
  }
}
