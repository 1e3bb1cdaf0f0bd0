// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.kafka.Follower;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.metrics.MetricDefinition;
import io.eventforwarder.source.Coordinates;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a control topic. All users of a topic within a process share one follower, which is
 * closed with the last of them. While the brokers are unreachable, the switches stay as they are.
 */
final class SwitchFollower implements Follower.Listener {

  private static final String NAME = "switches";
  private static final Logger LOG = LoggerFactory.getLogger(SwitchFollower.class);
  private static final Duration CATCH_UP_PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, SwitchFollower> SHARED = new HashMap<>();

  private final ControlTopic topic;
  private final Follower follower;
  private volatile Switches current;
  private int users;

  private SwitchFollower(ControlTopic topic) {
    this.topic = topic;
    this.current = Switches.none(topic.configuredMode());
    this.follower = Follower.start(topic.cluster(), NAME, Set.of(topic.name()), this);
  }

  /**
   * Returns when all switches are known that were set before.
   *
   * @throws UnavailableException if they are not known in time
   */
  static SwitchFeed open(ControlTopic topic) {
    SwitchFollower shared = acquire(topic);
    try {
      shared.follower.awaitCaughtUp(CATCH_UP_PATIENCE);
      return shared.new Feed();
    } catch (UnavailableException e) {
      shared.release();
      throw new UnavailableException("the switches are not known: " + e.getMessage(), e);
    }
  }

  /** A dead follower is left to those who have it, until their tasks have failed. */
  private static SwitchFollower acquire(ControlTopic topic) {
    synchronized (SHARED) {
      SwitchFollower shared = SHARED.get(key(topic));
      if (shared == null || !shared.follower.isAlive()) {
        shared = new SwitchFollower(topic);
        SHARED.put(key(topic), shared);
      }
      shared.users++;
      return shared;
    }
  }

  private void release() {
    synchronized (SHARED) {
      if (--users == 0) {
        SHARED.remove(key(topic), this);
        follower.close();
      }
    }
  }

  private static String key(ControlTopic topic) {
    return topic + " " + topic.configuredMode();
  }

  @Override
  public boolean accept(ConsumerRecord<byte[], byte[]> record) throws InvalidSwitchException {
    ControlRecord change = ControlRecord.read(record.key(), record.value());
    Coordinates where = Coordinates.of(record);
    Switches before = current;
    Switches after =
        change
            .setting()
            .map(setting -> before.with(new Setting.Stored(setting, where, record.timestamp())))
            .orElseGet(() -> before.without(change.key()));
    current = after;
    String from = before.describe(change.key());
    String to = after.describe(change.key());
    if (!from.equals(to)) {
      LOG.info(
          "Switch {} changed from {} to {} by control record {}", change.key(), from, to, where);
    }
    return true;
  }

  @Override
  public void createdAgain(String name) {
    current = Switches.none(topic.configuredMode());
  }

  /** The switches for one user. */
  private final class Feed implements SwitchFeed {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    @Override
    public Switches current() {
      return current;
    }

    @Override
    public long ignored() {
      return follower.ignored();
    }

    @Override
    public void onChange(Runnable listener) {
      listeners.add(listener);
      follower.onChange(listener);
    }

    @Override
    public void requireAlive() {
      follower.requireAlive();
    }

    @Override
    public void registerMetrics(MetricGroup operatorGroup) {
      MetricDefinition.FOLLOWER_ALIVE.gauge(operatorGroup, () -> follower.isAlive() ? 1 : 0, NAME);
    }

    @Override
    public void close() {
      if (isClosed.compareAndSet(false, true)) {
        listeners.forEach(follower::removeUser);
        release();
      }
    }
  }
}
