// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import io.eventforwarder.decode.EventStreamType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of the demo, and the forwarder's settings for them. */
public final class DemoTopics {

  public static final String TASKS = "taskworker";
  public static final String DEAD_LETTERS = "post-process-dead-letters";
  public static final String FALLBACKS = "post-process-fallbacks";
  public static final String SKIPPED = "post-process-skipped";
  public static final String LEDGER = "post-process-ledger";

  private static final int SOURCE_PARTITIONS = 4;

  private DemoTopics() {}

  /** The source topics and their types. */
  public static Map<String, EventStreamType> sources() {
    Map<String, EventStreamType> sources = new LinkedHashMap<>();
    sources.put("events", EventStreamType.ERROR);
    sources.put("transactions", EventStreamType.TRANSACTION);
    sources.put("generic-events", EventStreamType.GENERIC);
    return sources;
  }

  /** The output topics except the ledger. */
  public static List<String> outputs() {
    return List.of(TASKS, DEAD_LETTERS, FALLBACKS, SKIPPED);
  }

  public static Map<String, String> settings(String bootstrapServers) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("source.bootstrap-servers", bootstrapServers);
    sources().forEach((topic, type) -> settings.put("source.topics." + topic, type.toString()));
    settings.put("dispatch.topic", TASKS);
    settings.put("dead-letter.topic", DEAD_LETTERS);
    settings.put("fallback.topic", FALLBACKS);
    settings.put("skipped.topic", SKIPPED);
    settings.put("ledger.topic", LEDGER);
    return settings;
  }

  public static void create(EmbeddedBroker broker) throws InterruptedException, ExecutionException {
    List<NewTopic> topics = new ArrayList<>();
    sources()
        .keySet()
        .forEach(name -> topics.add(new NewTopic(name, SOURCE_PARTITIONS, (short) 1)));
    outputs().forEach(name -> topics.add(new NewTopic(name, 1, (short) 1)));
    topics.add(new NewTopic(LEDGER, 1, (short) 1));
    broker.createTopics(topics);
  }
}
