// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.config.TopicConfig;

/** All checks, in the order in which problems are best fixed. */
public final class Checks {

  /** A transaction of ours usually ends within a few checkpoints. */
  private static final int USUAL_CHECKPOINTS = 10;

  private static final Duration MIN_PATIENCE = Duration.ofSeconds(10);

  private final ForwarderConfig config;
  private final ConfigChecks configChecks;
  private final Collection<String> sinkPrefixes;
  private final Clock clock;

  /**
   * @param sinkPrefixes prefixes of the transactional ids of the job's sinks
   */
  public Checks(ForwarderConfig config, Collection<String> sinkPrefixes, Clock clock) {
    this.config = config;
    this.configChecks = new ConfigChecks(config);
    this.sinkPrefixes = List.copyOf(sinkPrefixes);
    this.clock = clock;
  }

  public ClusterState source() {
    Set<String> topics = new TreeSet<>(config.source().typeByTopic().keySet());
    config.gate().ifPresent(gate -> topics.addAll(gate.commitLogTopics()));
    return ClusterState.of(KafkaCluster.source(config), topics);
  }

  public ClusterState dispatch() {
    return ClusterState.of(KafkaCluster.dispatch(config), config.outputTopics());
  }

  /**
   * Finds in about a second what would make the job fail at once. Writes nothing.
   *
   * @return the failures of the first check that fails, since others often follow from them
   */
  public List<CheckResult> failures(ClusterState source, ClusterState dispatch) {
    List<Check> checks = new ArrayList<>();
    checks.add(findings -> configChecks.separation(source, dispatch, findings));
    checks.addAll(ofSource(source));
    checks.addAll(ofDispatch(dispatch, false));
    List<CheckResult> failures = new ArrayList<>();
    for (Check check : checks) {
      check.run(failures::add);
      failures.removeIf(result -> !result.isFailure());
      if (!failures.isEmpty()) {
        break;
      }
    }
    return failures;
  }

  /**
   * Runs every check. An unreachable cluster is a finding, too.
   *
   * @param writes whether to write a record to each output topic, in a transaction that is aborted
   */
  public void all(boolean writes, Consumer<CheckResult> results) {
    Findings findings = results::accept;
    Optional<ClusterState> source = connect("source", this::source, findings);
    Optional<ClusterState> dispatch = connect("dispatch", this::dispatch, findings);
    List<Check> checks = new ArrayList<>();
    source.ifPresent(state -> checks.addAll(ofSource(state)));
    source.ifPresent(state -> checks.add(openTransactions(state)::checkReaders));
    dispatch.ifPresent(state -> checks.addAll(ofDispatch(state, writes)));
    dispatch.ifPresent(state -> checks.add(openTransactions(state)::checkReaders));
    if (dispatch.isPresent() && config.sink().isExactlyOnce()) {
      String prefix = config.sink().transactionalIdPrefix();
      checks.add(run -> openTransactions(dispatch.get()).checkIds(prefix, sinkPrefixes, run));
    }
    if (source.isPresent() && dispatch.isPresent()) {
      checks.add(run -> configChecks.separation(source.get(), dispatch.get(), run));
      // Without the commit logs, which never become output.
      List<TopicState> sources =
          config.source().typeByTopic().keySet().stream().map(source.get().topics()::get).toList();
      checks.add(new OutputTopicsCheck(config, sources, dispatch.get()));
    }
    checks.add(configChecks::isolation);
    checks.add(configChecks::directories);
    for (Check check : checks) {
      try {
        check.run(findings);
      } catch (UnavailableException e) {
        unavailable(e, findings);
      }
    }
  }

  private List<Check> ofSource(ClusterState source) {
    return List.of(
        new TopicsCheck(source, false),
        RightsCheck.toRead(source),
        new GroupCheck(source, config.source().groupId()));
  }

  private List<Check> ofDispatch(ClusterState dispatch, boolean writes) {
    boolean isExactlyOnce = config.sink().isExactlyOnce();
    List<Check> checks = new ArrayList<>();
    checks.add(new TopicsCheck(dispatch, true));
    checks.add(RightsCheck.toWrite(dispatch, isExactlyOnce));
    checks.add(run -> configChecks.deadLetterSize(dispatch, run));
    config.job().controlTopic().ifPresent(topic -> checks.add(run -> checkControl(topic, run)));
    if (isExactlyOnce) {
      checks.add(run -> configChecks.transactionTimeout(dispatch, run));
      checks.add(new WriteProbe(config, dispatch, writes));
    }
    return checks;
  }

  private void checkControl(String name, Findings findings) {
    ClusterState state = ClusterState.of(KafkaCluster.dispatch(config), Set.of(name));
    new TopicsCheck(state, false).run(findings);
    RightsCheck.toRead(state).run(findings);
    state
        .topics()
        .get(name)
        .setting(TopicConfig.CLEANUP_POLICY_CONFIG)
        .ifPresent(policy -> checkPolicy(name, policy, findings));
  }

  private static void checkPolicy(String control, String policy, Findings findings) {
    if (policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      findings.ok("settings", control + " keeps all switches");
    } else {
      findings.fail(
          Verdict.WRONG_CONFIG,
          "settings",
          "control.topic = '%s': the topic has cleanup.policy=%s, and would delete switches"
              .formatted(control, policy),
          "set its cleanup.policy=compact, or name another topic");
    }
  }

  private OpenTransactions openTransactions(ClusterState state) {
    Duration usual = config.job().checkpointInterval().multipliedBy(USUAL_CHECKPOINTS);
    Duration patience = Collections.max(List.of(usual, MIN_PATIENCE));
    return new OpenTransactions(state, patience, clock);
  }

  private static Optional<ClusterState> connect(
      String name, Supplier<ClusterState> cluster, Findings findings) {
    try {
      ClusterState state = cluster.get();
      findings.ok(
          "brokers",
          "%s cluster at %s answers: id %s, brokers %d"
              .formatted(name, state.cluster().servers(), state.id(), state.brokers()));
      return Optional.of(state);
    } catch (UnavailableException e) {
      unavailable(e, findings);
      return Optional.empty();
    }
  }

  private static void unavailable(UnavailableException failure, Findings findings) {
    findings.fail(Verdict.UNAVAILABLE, "brokers", failure.getMessage(), null);
  }
}
