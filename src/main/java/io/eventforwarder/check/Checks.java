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
import org.apache.flink.configuration.Configuration;

/** All checks, in the order in which they are best mended. */
public final class Checks {

  /** How many checkpoints a transaction of ours lasts if all is well, with room. */
  private static final int USUAL_CHECKPOINTS = 10;

  private static final Duration MIN_PATIENCE = Duration.ofSeconds(10);

  private final ForwarderConfig config;
  private final Collection<String> sinkPrefixes;
  private final Clock clock;

  /**
   * @param sinkPrefixes how the transactional ids of the job's sinks start
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

  /** The topic of the switches, if there is one. */
  private List<Check> control() {
    List<Check> checks = new ArrayList<>();
    config
        .controlTopic()
        .ifPresent(
            topic -> {
              ClusterState control = ClusterState.of(KafkaCluster.dispatch(config), Set.of(topic));
              checks.add(new TopicsCheck(control, false));
              checks.add(RightsCheck.toRead(control));
              checks.add(new ControlTopicCheck(control));
            });
    return checks;
  }

  /** What would make the job fail at once, found in a second, and nothing written. */
  public List<CheckResult> needed(ClusterState source, ClusterState dispatch) {
    List<Check> checks = new ArrayList<>();
    checks.add(new SeparationCheck(config, source, dispatch));
    checks.add(new TopicsCheck(source, false));
    checks.add(new TopicsCheck(dispatch, true));
    checks.add(RightsCheck.toRead(source));
    checks.add(RightsCheck.toWrite(dispatch, config.sink().isExactlyOnce()));
    checks.add(new GroupCheck(source, config.source().groupId()));
    checks.addAll(control());
    if (config.sink().isExactlyOnce()) {
      checks.add(new TransactionTimeoutCheck(config, dispatch));
      checks.add(new WriteProbe(config, dispatch, false));
    }
    List<CheckResult> results = new ArrayList<>();
    for (Check check : checks) {
      check.run(results::add);
      // What comes behind a failure would only repeat it.
      if (results.stream().anyMatch(result -> result.verdict().isFailure())) {
        break;
      }
    }
    return results;
  }

  /**
   * Everything that can be found out. A cluster that does not answer is a result like others.
   *
   * @param writes whether a record may be written to each output topic, in a transaction that is
   *     aborted
   */
  public void all(boolean writes, Consumer<CheckResult> results) {
    Optional<ClusterState> source = look("source", results, this::source);
    Optional<ClusterState> dispatch = look("dispatch", results, this::dispatch);
    Duration patience = patience();
    List<Check> checks = new ArrayList<>();
    source.ifPresent(
        state -> {
          checks.add(new TopicsCheck(state, false));
          checks.add(RightsCheck.toRead(state));
          checks.add(new GroupCheck(state, config.source().groupId()));
          checks.add(new BlockedReadersCheck(state, patience, clock));
        });
    dispatch.ifPresent(
        state -> {
          checks.add(new TopicsCheck(state, true));
          checks.addAll(control());
          checks.add(RightsCheck.toWrite(state, config.sink().isExactlyOnce()));
          checks.add(new BlockedReadersCheck(state, patience, clock));
          if (config.sink().isExactlyOnce()) {
            checks.add(new TransactionTimeoutCheck(config, state));
            checks.add(new PrefixCheck(config, state, sinkPrefixes, patience, clock));
            checks.add(new WriteProbe(config, state, writes));
          }
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
    checks.add(new DirectoryCheck(Configuration.fromMap(config.flinkProperties())));
    for (Check check : checks) {
      try {
        check.run(results);
      } catch (UnavailableException e) {
        results.accept(new CheckResult(Verdict.UNAVAILABLE, "brokers", e.getMessage(), null));
      }
    }
  }

  private interface Look {
    ClusterState take();
  }

  private static Optional<ClusterState> look(
      String name, Consumer<CheckResult> results, Look look) {
    try {
      ClusterState state = look.take();
      results.accept(
          CheckResult.ok(
              "brokers",
              String.format(
                  "%s cluster at %s answers: id %s, brokers %d",
                  name, state.cluster().servers(), state.id(), state.brokers())));
      return Optional.of(state);
    } catch (UnavailableException e) {
      results.accept(new CheckResult(Verdict.UNAVAILABLE, "brokers", e.getMessage(), null));
      return Optional.empty();
    }
  }

  private Duration patience() {
    Duration usual = config.checkpointInterval().multipliedBy(USUAL_CHECKPOINTS);
    return usual.compareTo(MIN_PATIENCE) < 0 ? MIN_PATIENCE : usual;
  }
}
