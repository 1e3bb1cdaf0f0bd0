// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds topics with two uses that exclude each other. */
final class TopicSeparation {

  private TopicSeparation() {}

  /** Problems among the topics of the cluster that the job writes to. */
  static List<ConfigProblem> ofOutputs(ForwarderConfig config) {
    List<ConfigProblem> problems = new ArrayList<>();
    Set<String> others = new TreeSet<>(config.dispatch().routes().topics());
    others.add(config.deadLetterTopic());
    config.output().audit().fallback().ifPresent(others::add);
    config.output().audit().skipped().ifPresent(others::add);
    // An audit reads every record of the ledger's topic as a row.
    config
        .ledgerTopic()
        .filter(others::contains)
        .ifPresent(
            topic ->
                problems.add(
                    new ConfigProblem(
                        ForwarderOptions.LEDGER_TOPIC.key(),
                        topic,
                        "another output goes to this topic",
                        "give the ledger a topic of its own")));
    if (config.job().controlTopic().filter(config.outputTopics()::contains).isPresent()) {
      problems.add(controlTopic(config, "the job also writes to this topic"));
    }
    return problems;
  }

  /** Problems if source and dispatch are the same cluster. */
  static List<ConfigProblem> onOneCluster(ForwarderConfig config) {
    List<ConfigProblem> problems = new ArrayList<>();
    Set<String> sources = config.source().typeByTopic().keySet();
    for (String topic : config.outputTopics()) {
      if (sources.contains(topic)) {
        problems.add(
            new ConfigProblem(
                ForwarderOptions.SOURCE_TOPICS.key(),
                topic,
                "the job also writes this topic and would read its own output",
                "give the output another topic"));
      }
      if (config.gate().filter(gate -> gate.commitLogTopics().contains(topic)).isPresent()) {
        problems.add(
            new ConfigProblem(
                ForwarderOptions.GATE_COMMIT_LOG_TOPIC.key(),
                topic,
                "the job also writes this topic",
                "name the topic that the storage consumers announce on"));
      }
    }
    if (config.job().controlTopic().filter(sources::contains).isPresent()) {
      problems.add(controlTopic(config, "the job also reads its records from this topic"));
    }
    return problems;
  }

  private static ConfigProblem controlTopic(ForwarderConfig config, String rule) {
    return new ConfigProblem(
        ForwarderOptions.CONTROL_TOPIC.key(),
        config.job().controlTopic().orElseThrow(),
        rule,
        "give the switches a topic of their own");
  }
}
