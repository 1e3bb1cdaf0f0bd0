// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.Properties;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;

/** What the connector's reader and its split readers are made of. */
record KafkaReaderParts(
    Properties properties, SourceReaderContext context, KafkaSourceReaderMetrics metrics) {

  Configuration configuration() {
    Configuration configuration = new Configuration();
    properties
        .stringPropertyNames()
        .forEach(name -> configuration.setString(name, properties.getProperty(name)));
    return configuration;
  }
}
