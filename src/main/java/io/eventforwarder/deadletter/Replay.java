// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.control.Switches;
import io.eventforwarder.deadletter.ReplayDecision.Action;
import io.eventforwarder.deadletter.ReplaySettings.Destination;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.SourceRecord;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Sends what failed again, each dead letter once.
 *
 * <p>An executed replay first takes over the transactional id {@code
 * <dispatch.transactional-id-prefix>-replay}: that ends a replay that was killed or is still
 * running. Then it reads what was replayed before, then the dead letters. Where source and dispatch
 * are two clusters it does so in both, and remembers in the one that it writes to.
 */
public final class Replay {

  private final ForwarderConfig config;
  private final ReplaySettings settings;
  private final KafkaCluster source;
  private final KafkaCluster dispatch;

  public Replay(ForwarderConfig config, ReplaySettings settings) {
    this.config = config;
    this.settings = settings;
    this.source = KafkaCluster.source(config);
    this.dispatch = KafkaCluster.dispatch(config);
  }

  /** Transactional id of every replay with this configuration, and name of its group. */
  public static String id(ForwarderConfig config) {
    return config.sink().transactionalIdPrefix() + "-replay";
  }

  /**
   * @param listener receives each selected dead letter that was not replayed before
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
    try (ReplaySink sink = settings.execute() ? openSink(log, isOneCluster) : ReplaySink.DRY_RUN;
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
            sink.tick();
            progress.at(read, total);
          },
          deadLetter -> {
            if (log.contains(deadLetter.record().partition(), deadLetter.record().offset())
                && !settings.again()) {
              summary.countReplayedBefore();
              return true;
            }
            ReplayDecision decision = decide(deadLetter, originals, decoder, target);
            if (decision.action() == Action.SEND || decision.action() == Action.NO_TASK) {
              sink.replay(deadLetter, decision.record());
            }
            summary.count(decision);
            listener.accept(deadLetter, decision);
            return summary.count(Action.SEND) < settings.limit();
          });
      sink.finish();
    }
    return summary;
  }

  private ReplaySink openSink(ReplayLog log, boolean isOneCluster) {
    boolean toSource = settings.destination() == Destination.SOURCE;
    KafkaCluster target = toSource ? source : dispatch;
    log.createTopic(target);
    KafkaProducer<byte[], byte[]> producer = takeOver(target);
    if (!isOneCluster) {
      takeOver(toSource ? dispatch : source).close();
    }
    return new TransactionalSink(
        target,
        producer,
        id(config),
        config.deadLetterTopic(),
        isOneCluster || !toSource,
        log,
        new Pace(settings.recordsPerSecond()));
  }

  private KafkaProducer<byte[], byte[]> takeOver(KafkaCluster cluster) {
    KafkaProducer<byte[], byte[]> producer =
        cluster.newProducer(id(config), TransactionalSink.TRANSACTION_TIMEOUT);
    cluster.reporting(
        () -> {
          producer.initTransactions();
          return null;
        });
    return producer;
  }

  private ReplayTarget target(String sourceId) {
    return switch (settings.destination()) {
      case SOURCE -> new SourceTarget(source);
      case DISPATCH ->
          new DispatchTarget(
              config.dispatch(), config.source().clusterName().orElse(sourceId), switches());
    };
  }

  /** As they are now. */
  private Switches switches() {
    try (SwitchFeed feed = SwitchSource.of(config).open()) {
      return feed.current();
    }
  }

  private ReplayDecision decide(
      StoredDeadLetter deadLetter, Originals originals, Redecoder decoder, ReplayTarget target) {
    if (deadLetter.replayCount() >= settings.maxReplays()) {
      return ReplayDecision.withoutRecord(
          Action.REFUSE,
          "replayed "
              + deadLetter.replayCount()
              + " times, --max-replays is "
              + settings.maxReplays());
    }
    String topic = deadLetter.source().topic();
    if (settings.destination() == Destination.DISPATCH
        && !config.source().typeByTopic().containsKey(topic)) {
      return ReplayDecision.withoutRecord(
          Action.REFUSE, "source.topics does not say what " + topic + " carries");
    }
    SourceRecord original = originals.of(deadLetter).orElse(null);
    if (original == null) {
      return ReplayDecision.withoutRecord(
          Action.REFUSE,
          "its value was left out as too large, and the original is gone from "
              + deadLetter.source());
    }
    return target.decide(deadLetter, original, decoder.decode(original));
  }
}
