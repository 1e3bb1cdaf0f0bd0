// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;

/** Finds topics with two uses that exclude each other. */
final class TopicSeparation {

  private static final String OWN_SWITCHES = "give the switches a topic of their own";

  private TopicSeparation() {}

  /** Problems among the topics of the cluster that the job writes to. */
  static List<ConfigProblem> ofOutputs(ForwarderConfig config) {
    // An audit reads every record of the ledger's topic as a row.
    Stream<ConfigProblem> ledger =
        problems(
            ForwarderOptions.LEDGER_TOPIC,
            config.ledgerTopic().filter(config.outputTopicsButLedger()::contains).stream(),
            "another output goes to this topic",
            "give the ledger a topic of its own");
    Stream<ConfigProblem> control =
        problems(
            ForwarderOptions.CONTROL_TOPIC,
            config.job().controlTopic().filter(config.outputTopics()::contains).stream(),
            "the job also writes to this topic",
            OWN_SWITCHES);
    return Stream.concat(ledger, control).toList();
  }

  /** Problems if source and dispatch are the same cluster. */
  static List<ConfigProblem> onOneCluster(ForwarderConfig config) {
    Set<String> outputs = config.outputTopics();
    Set<String> sources = config.source().typeByTopic().keySet();
    Stream<ConfigProblem> source =
        problems(
            ForwarderOptions.SOURCE_TOPICS,
            sources.stream().filter(outputs::contains),
            "the job also writes this topic and would read its own output",
            "give the output another topic");
    Stream<ConfigProblem> commitLog =
        problems(
            ForwarderOptions.GATE_COMMIT_LOG_TOPIC,
            config.gate().stream()
                .flatMap(gate -> gate.commitLogTopics().stream())
                .filter(outputs::contains),
            "the job also writes this topic",
            "name the topic that the storage consumers announce on");
    Stream<ConfigProblem> control =
        problems(
            ForwarderOptions.CONTROL_TOPIC,
            config.job().controlTopic().filter(sources::contains).stream(),
            "the job also reads its records from this topic",
            OWN_SWITCHES);
    return Stream.of(source, commitLog, control).flatMap(problems -> problems).toList();
  }

  private static Stream<ConfigProblem> problems(
      ConfigOption<?> option, Stream<String> topics, String rule, String remedy) {
    return topics.map(topic -> new ConfigProblem(option.key(), topic, rule, remedy));
  }
}
