// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.ReplayDecision.Action;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.SourceRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Sends dead letters again, each once.
 *
 * <p>A replay that executes first takes over the transactional id {@code
 * <dispatch.transactional-id-prefix>-replay}, which ends any other replay. It does so in both
 * clusters if source and dispatch are two. Then it reads the {@link ReplayLog} of both, then the
 * dead letters. It writes the log to the cluster to which it sends.
 */
public final class Replay {

  /** The topics to send to: the records' source topics, or the task topics. */
  public enum Destination {
    SOURCE,
    DISPATCH
  }

  /**
   * How to replay.
   *
   * @param execute false for a dry run
   * @param again whether to include what was replayed before
   * @param maxReplays refuse records that were replayed this often
   * @param recordsPerSecond 0 for as fast as possible
   * @param limit the largest number of records to send
   */
  public record Settings(
      boolean execute, boolean again, int maxReplays, double recordsPerSecond, long limit) {}

  /** Decides what to send for a dead letter, and where. */
  interface Target extends AutoCloseable {

    /**
     * @param original the record as the job read it
     * @param redecoded what the job would do with it now
     */
    ReplayDecision decide(StoredDeadLetter deadLetter, SourceRecord original, Redecoded redecoded);

    @Override
    default void close() {}
  }

  /** A replay that is killed blocks readers of its output for no longer than this. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

  private final ForwarderConfig config;
  private final Destination destination;
  private final Settings settings;
  private final KafkaCluster source;
  private final KafkaCluster dispatch;

  public Replay(ForwarderConfig config, Destination destination, Settings settings) {
    this.config = config;
    this.destination = destination;
    this.settings = settings;
    this.source = KafkaCluster.source(config);
    this.dispatch = KafkaCluster.dispatch(config);
  }

  /** Passes each selected dead letter that was not replayed before to the listener. */
  public ReplaySummary run(
      Selection selection,
      DeadLetterReader.Progress progress,
      BiConsumer<StoredDeadLetter, ReplayDecision> listener) {
    String topic = config.deadLetterTopic();
    ReplayLog log = new ReplayLog(topic, dispatch.require(topic).topicId());
    List<KafkaCluster> clusters = clusters();
    ReplaySummary summary = new ReplaySummary();
    try (TransactionalSink sink = settings.execute() ? openSink(clusters, log) : null;
        DeadLetterReader reader = new DeadLetterReader(dispatch, topic);
        SourceTopics sources = new SourceTopics(source);
        Target target = openTarget(sources)) {
      clusters.forEach(log::load);
      Redecoder decoder = new Redecoder(config);
      reader.read(
          selection,
          (read, total) -> {
            if (sink != null) {
              sink.tick();
            }
            progress.at(read, total);
          },
          deadLetter -> {
            if (log.contains(deadLetter.coordinates()) && !settings.again()) {
              summary.count(ReplayDecision.sendNothing(Action.REPLAYED_BEFORE, ""));
              return true;
            }
            ReplayDecision decision = decide(deadLetter, sources, decoder, target);
            if (sink != null && decision.isDone()) {
              sink.replay(deadLetter, decision.record());
            }
            summary.count(decision);
            listener.accept(deadLetter, decision);
            return summary.count(Action.SEND) < settings.limit();
          });
      if (sink != null) {
        sink.finish();
      }
    }
    return summary;
  }

  /** The cluster to send to, and the other one if there are two. */
  private List<KafkaCluster> clusters() {
    KafkaCluster target = destination == Destination.SOURCE ? source : dispatch;
    KafkaCluster other = destination == Destination.SOURCE ? dispatch : source;
    return target.id().equals(other.id()) ? List.of(target) : List.of(target, other);
  }

  private TransactionalSink openSink(List<KafkaCluster> clusters, ReplayLog log) {
    String id = config.sink().transactionalIdPrefix() + "-replay";
    log.createTopic(clusters.get(0));
    for (KafkaCluster other : clusters.subList(1, clusters.size())) {
      TransactionalSink.takeOver(other, id, TRANSACTION_TIMEOUT).close();
    }
    return new TransactionalSink(
        clusters.get(0), id, log, settings.recordsPerSecond(), TRANSACTION_TIMEOUT);
  }

  private Target openTarget(SourceTopics sources) {
    return destination == Destination.SOURCE
        ? new SourceTarget(sources)
        : new DispatchTarget(config);
  }

  private ReplayDecision decide(
      StoredDeadLetter deadLetter, SourceTopics sources, Redecoder decoder, Target target) {
    if (deadLetter.replayCount() >= settings.maxReplays()) {
      return ReplayDecision.refuse(
          "replayed %d times, --max-replays is %d"
              .formatted(deadLetter.replayCount(), settings.maxReplays()));
    }
    if (deadLetter.omittedValueSize().isPresent()) {
      Optional<String> problem = sources.problem(deadLetter.source().topic(), AclOperation.READ);
      if (problem.isPresent()) {
        return ReplayDecision.refuse(problem.get());
      }
    }
    SourceRecord original = sources.original(deadLetter).orElse(null);
    if (original == null) {
      return ReplayDecision.refuse(
          "its value was left out as too large, and its source topic no longer has "
              + deadLetter.source());
    }
    return target.decide(deadLetter, original, decoder.decode(original));
  }
}
