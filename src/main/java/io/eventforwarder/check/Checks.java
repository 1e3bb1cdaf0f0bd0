// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;

/** All checks, in the order in which problems are best fixed. */
public final class Checks {

  /** A transaction of ours usually ends within a few checkpoints. */
  private static final int USUAL_CHECKPOINTS = 10;

  private static final Duration MIN_PATIENCE = Duration.ofSeconds(10);

  private final ForwarderConfig config;
  private final Collection<String> sinkPrefixes;
  private final Clock clock;

  /**
   * @param sinkPrefixes prefixes of the transactional ids of the job's sinks
   */
  public Checks(ForwarderConfig config, Collection<String> sinkPrefixes, Clock clock) {
    this.config = config;
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

  /** Finds in about a second what would make the job fail at once. Writes nothing. */
  public List<CheckResult> needed(ClusterState source, ClusterState dispatch) {
    List<Check> checks = new ArrayList<>();
    checks.add(new SeparationCheck(config, source, dispatch));
    checks.addAll(ofSource(source));
    checks.addAll(ofDispatch(dispatch));
    checks.addAll(ofTransactions(dispatch, false));
    List<CheckResult> results = new ArrayList<>();
    for (Check check : checks) {
      check.run(results::add);
      // Later failures would often be the consequence of an earlier one.
      if (results.stream().anyMatch(result -> result.verdict().isFailure())) {
        break;
      }
    }
    return results;
  }

  /**
   * Runs every check. An unreachable cluster is a finding, too.
   *
   * @param writes whether to write a record to each output topic, in a transaction that is aborted
   */
  public void all(boolean writes, Consumer<CheckResult> results) {
    Optional<ClusterState> source = look("source", this::source, results);
    Optional<ClusterState> dispatch = look("dispatch", this::dispatch, results);
    Duration patience = patience();
    List<Check> checks = new ArrayList<>();
    source.ifPresent(
        state -> {
          checks.addAll(ofSource(state));
          checks.add(new BlockedReadersCheck(state, patience, clock));
        });
    dispatch.ifPresent(
        state -> {
          checks.addAll(ofDispatch(state));
          checks.add(new BlockedReadersCheck(state, patience, clock));
          if (config.sink().isExactlyOnce()) {
            checks.add(
                new PrefixCheck(
                    state, config.sink().transactionalIdPrefix(), sinkPrefixes, patience, clock));
          }
          checks.addAll(ofTransactions(state, writes));
        });
    if (source.isPresent() && dispatch.isPresent()) {
      checks.add(new SeparationCheck(config, source.get(), dispatch.get()));
      // Without the commit logs, which never become output.
      List<TopicState> sources =
          config.source().typeByTopic().keySet().stream().map(source.get().topics()::get).toList();
      checks.add(new TopicSettingsCheck(config, sources, dispatch.get()));
      checks.add(new TimestampCheck(sources, dispatch.get()));
    }
    checks.add(new IsolationCheck(config));
    checks.add(new DirectoryCheck(Configuration.fromMap(config.job().flinkProperties())));
    for (Check check : checks) {
      try {
        check.run(results);
      } catch (UnavailableException e) {
        results.accept(unavailable(e));
      }
    }
  }

  private List<Check> ofSource(ClusterState source) {
    return List.of(
        new TopicsCheck(source, false),
        RightsCheck.toRead(source),
        new GroupCheck(source, config.source().groupId()));
  }

  private List<Check> ofDispatch(ClusterState dispatch) {
    return List.of(
        new TopicsCheck(dispatch, true),
        RightsCheck.toWrite(dispatch, config.sink().isExactlyOnce()),
        new DeadLetterSizeCheck(config, dispatch),
        results -> config.job().controlTopic().ifPresent(topic -> checkControl(topic, results)));
  }

  private void checkControl(String topic, Consumer<CheckResult> results) {
    ClusterState control = ClusterState.of(KafkaCluster.dispatch(config), Set.of(topic));
    new TopicsCheck(control, false).run(results);
    RightsCheck.toRead(control).run(results);
    new ControlTopicCheck(control).run(results);
  }

  private List<Check> ofTransactions(ClusterState dispatch, boolean writes) {
    return config.sink().isExactlyOnce()
        ? List.of(
            new TransactionTimeoutCheck(config, dispatch), new WriteProbe(config, dispatch, writes))
        : List.of();
  }

  private static Optional<ClusterState> look(
      String name, Supplier<ClusterState> cluster, Consumer<CheckResult> results) {
    try {
      ClusterState state = cluster.get();
      results.accept(
          CheckResult.ok(
              "brokers",
              "%s cluster at %s answers: id %s, brokers %d"
                  .formatted(name, state.cluster().servers(), state.id(), state.brokers())));
      return Optional.of(state);
    } catch (UnavailableException e) {
      results.accept(unavailable(e));
      return Optional.empty();
    }
  }

  private static CheckResult unavailable(UnavailableException failure) {
    return new CheckResult(Verdict.UNAVAILABLE, "brokers", failure.getMessage(), null);
  }

  private Duration patience() {
    Duration usual = config.job().checkpointInterval().multipliedBy(USUAL_CHECKPOINTS);
    return usual.compareTo(MIN_PATIENCE) < 0 ? MIN_PATIENCE : usual;
  }
}
