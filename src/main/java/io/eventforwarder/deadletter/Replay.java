// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.deadletter.ReplayDecision.Action;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.SourceRecord;
import java.util.function.BiConsumer;

/**
 * Sends dead letters again, each once.
 *
 * <p>A replay that executes first takes over the transactional id {@code
 * <dispatch.transactional-id-prefix>-replay}, which ends any other replay. It does so in both
 * clusters if source and dispatch are two. Then it reads the {@link ReplayLog} of both, then the
 * dead letters. It writes the log to the cluster to which it sends.
 */
public final class Replay {

  /** The topics to send to. */
  public enum Destination {
    /** The records' source topics. */
    SOURCE,
    /** The task topics. */
    DISPATCH
  }

  private final ForwarderConfig config;
  private final Destination destination;
  private final ReplaySettings settings;
  private final KafkaCluster source;
  private final KafkaCluster dispatch;

  public Replay(ForwarderConfig config, Destination destination, ReplaySettings settings) {
    this.config = config;
    this.destination = destination;
    this.settings = settings;
    this.source = KafkaCluster.source(config);
    this.dispatch = KafkaCluster.dispatch(config);
  }

  /** The transactional id of every replay with this configuration. */
  private static String id(ForwarderConfig config) {
    return config.sink().transactionalIdPrefix() + "-replay";
  }

  /**
   * @param listener called for each selected dead letter that was not replayed before
   */
  public ReplaySummary run(
      Selection selection,
      Progress progress,
      BiConsumer<StoredDeadLetter, ReplayDecision> listener) {
    String topic = config.deadLetterTopic();
    ReplayLog log = new ReplayLog(topic, dispatch.require(topic).topicId());
    String sourceId = source.id();
    boolean isOneCluster = sourceId.equals(dispatch.id());
    ReplaySummary summary = new ReplaySummary();
    try (TransactionalSink sink = settings.execute() ? openSink(log, isOneCluster) : null;
        DeadLetterReader reader = new DeadLetterReader(dispatch, topic);
        Originals originals = new Originals(source)) {
      log.load(dispatch);
      if (!isOneCluster) {
        log.load(source);
      }
      ReplayTarget target = target(sourceId);
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
            if (log.contains(deadLetter.record().partition(), deadLetter.record().offset())
                && !settings.again()) {
              summary.countReplayedBefore();
              return true;
            }
            ReplayDecision decision = decide(deadLetter, originals, decoder, target);
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

  private TransactionalSink openSink(ReplayLog log, boolean isOneCluster) {
    boolean toSource = destination == Destination.SOURCE;
    KafkaCluster target = toSource ? source : dispatch;
    log.createTopic(target);
    TransactionalSink sink =
        new TransactionalSink(target, id(config), log, settings.recordsPerSecond());
    if (!isOneCluster) {
      TransactionalSink.takeOver(toSource ? dispatch : source, id(config)).close();
    }
    return sink;
  }

  private ReplayTarget target(String sourceId) {
    if (destination == Destination.SOURCE) {
      return new SourceTarget(source);
    }
    try (SwitchFeed switches = SwitchSource.of(config).open()) {
      return new DispatchTarget(
          config.dispatch(), config.source().clusterName().orElse(sourceId), switches.current());
    }
  }

  private ReplayDecision decide(
      StoredDeadLetter deadLetter, Originals originals, Redecoder decoder, ReplayTarget target) {
    if (deadLetter.replayCount() >= settings.maxReplays()) {
      return ReplayDecision.refuse(
          "replayed %d times, --max-replays is %d"
              .formatted(deadLetter.replayCount(), settings.maxReplays()));
    }
    String topic = deadLetter.source().topic();
    if (destination == Destination.DISPATCH
        && !config.source().typeByTopic().containsKey(topic)) {
      return ReplayDecision.refuse("source.topics does not name the type of " + topic);
    }
    SourceRecord original = originals.of(deadLetter).orElse(null);
    if (original == null) {
      return ReplayDecision.refuse(
          "its value was left out as too large, and its source topic no longer has "
              + deadLetter.source());
    }
    return target.decide(deadLetter, original, decoder.decode(original));
  }
}
