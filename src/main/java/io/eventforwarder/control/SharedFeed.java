// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.metrics.FollowerMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.metrics.MetricGroup;

/** One user's share of a follower. */
final class SharedFeed implements SwitchFeed {

  private final SwitchFollower shared;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private boolean isClosed;

  SharedFeed(SwitchFollower shared) {
    this.shared = shared;
  }

  @Override
  public Switches current() {
    return shared.current();
  }

  @Override
  public long ignored() {
    return shared.follower().ignored();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
    shared.follower().onChange(listener);
  }

  @Override
  public void requireAlive() {
    shared.follower().requireAlive();
  }

  @Override
  public void registerMetrics(MetricGroup operatorGroup) {
    FollowerMetrics.register(operatorGroup, SwitchFollower.NAME, shared.follower()::isAlive);
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      listeners.forEach(shared.follower()::removeUser);
      shared.release();
    }
  }
}
