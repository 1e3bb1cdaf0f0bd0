// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import java.util.HashMap;
import java.util.Map;

/** One follower of a topic within a process, however many ask for it; it ends with the last. */
final class SharedFollowers {

  private static final Map<String, SharedFollowers> OPEN = new HashMap<>();

  private final SwitchFollower follower;
  private int users;

  private SharedFollowers(SwitchFollower follower) {
    this.follower = follower;
  }

  static SwitchFeed open(ControlTopic topic) {
    String key = topic + " " + topic.configuredMode();
    SwitchFollower follower = acquire(key, topic);
    try {
      follower.awaitCaughtUp();
    } catch (RuntimeException e) {
      release(key);
      throw e;
    }
    return new SharedFeed(follower, () -> release(key));
  }

  private static synchronized SwitchFollower acquire(String key, ControlTopic topic) {
    SharedFollowers shared =
        OPEN.computeIfAbsent(key, absent -> new SharedFollowers(SwitchFollower.start(topic)));
    shared.users++;
    return shared.follower;
  }

  private static synchronized void release(String key) {
    SharedFollowers shared = OPEN.get(key);
    if (--shared.users == 0) {
      OPEN.remove(key);
      shared.follower.close();
    }
  }
}
