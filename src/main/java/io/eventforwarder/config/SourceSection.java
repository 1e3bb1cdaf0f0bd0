// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.EventStreamType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Reads the settings of the source. */
record SourceSection(OptionReader options) {

  ForwarderConfig.Source source() {
    String bootstrapServers =
        options.required(ForwarderOptions.SOURCE_BOOTSTRAP_SERVERS, "host:9092");
    Map<String, String> properties = options.passThrough(ForwarderOptions.KAFKA_SOURCE_PREFIX);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new ForwarderConfig.Source(
        typeByTopic(),
        options.required(ForwarderOptions.SOURCE_GROUP_ID, "post-process-forwarder"),
        new ForwarderConfig.Start(startFrom(), options.read(ForwarderOptions.SOURCE_ON_GAP)),
        Optional.ofNullable(options.read(ForwarderOptions.SOURCE_CLUSTER_NAME)),
        properties);
  }

  private Map<String, EventStreamType> typeByTopic() {
    Map<String, EventStreamType> typeByTopic = new TreeMap<>();
    Map<String, String> topics = options.read(ForwarderOptions.SOURCE_TOPICS);
    if (topics.isEmpty()) {
      options.problem(
          ForwarderOptions.SOURCE_TOPICS.key(),
          "names no topic",
          "write for example events: error");
    }
    topics.forEach(
        (topic, type) -> {
          String key = ForwarderOptions.SOURCE_TOPICS.key() + "." + topic;
          options.checkTopicName(key, topic);
          Optional<EventStreamType> known = EventStreamType.find(type);
          if (known.isPresent()) {
            typeByTopic.put(topic, known.get());
          } else {
            options.problem(
                new ConfigProblem(
                    key, type, "not an event stream type", "write error, transaction or generic"));
          }
        });
    return typeByTopic;
  }

  private StartFrom startFrom() {
    String text = options.read(ForwarderOptions.SOURCE_START_FROM);
    return StartFrom.parse(text)
        .orElseGet(
            () -> {
              options.problem(
                  ForwarderOptions.SOURCE_START_FROM.key(),
                  "not a place to start from",
                  "write committed, earliest, latest or timestamp:<milliseconds since the epoch>");
              return null;
            });
  }
}
