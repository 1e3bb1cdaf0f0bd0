// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Set;
import java.util.TreeSet;

/** Finds outputs that would meet where they must not. */
final class TopicSeparation {

  private final OptionReader options;

  TopicSeparation(OptionReader options) {
    this.options = options;
  }

  void check(ForwarderConfig config) {
    checkTopicsApart(config);
    checkLedgerApart(config);
    checkControlApart(config);
  }

  /** A topic that the job both reads and writes would feed it for ever. */
  private void checkTopicsApart(ForwarderConfig config) {
    if (!config.source().bootstrapServers().equals(config.sink().bootstrapServers())) {
      return;
    }
    for (String topic : config.outputTopics()) {
      if (config.source().typeByTopic().containsKey(topic)) {
        options.problem(
            new ConfigProblem(
                ForwarderOptions.SOURCE_TOPICS.key(),
                topic,
                "the job also writes this topic and would read its own output",
                "give the output another topic"));
      }
      if (config.gate().filter(gate -> gate.commitLogTopics().contains(topic)).isPresent()) {
        options.problem(
            new ConfigProblem(
                ForwarderOptions.GATE_COMMIT_LOG_TOPIC.key(),
                topic,
                "the job also writes this topic",
                "name the topic that the storage consumers announce on"));
      }
    }
  }

  /** Switches are set by people; a topic with anything else would bury them. */
  private void checkControlApart(ForwarderConfig config) {
    config
        .controlTopic()
        .filter(
            topic ->
                config.outputTopics().contains(topic)
                    || config.source().typeByTopic().containsKey(topic))
        .ifPresent(
            topic ->
                options.problem(
                    ForwarderOptions.CONTROL_TOPIC.key(),
                    "the job also reads its records from this topic or writes to it",
                    "give the switches a topic of their own"));
  }

  /** An audit reads the ledger's topic as rows, all of it. */
  private void checkLedgerApart(ForwarderConfig config) {
    Set<String> others = new TreeSet<>(config.dispatch().routes().topics());
    others.add(config.deadLetterTopic());
    config.fallbackTopic().ifPresent(others::add);
    config.skippedTopic().ifPresent(others::add);
    if (config.ledgerTopic().filter(others::contains).isPresent()) {
      options.problem(
          ForwarderOptions.LEDGER_TOPIC.key(),
          "another output goes to this topic",
          "give the ledger a topic of its own");
    }
  }
}
