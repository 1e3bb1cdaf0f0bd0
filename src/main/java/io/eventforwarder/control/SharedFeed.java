// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One user's share of a follower. */
final class SharedFeed implements SwitchFeed {

  private final SwitchFollower follower;
  private final Runnable release;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private boolean isClosed;

  SharedFeed(SwitchFollower follower, Runnable release) {
    this.follower = follower;
    this.release = release;
  }

  @Override
  public Switches current() {
    return follower.current();
  }

  @Override
  public long ignored() {
    return follower.ignored();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
    follower.add(listener);
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      listeners.forEach(follower::remove);
      release.run();
    }
  }
}
