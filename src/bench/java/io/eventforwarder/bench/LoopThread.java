// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** The one thread of a load, which runs until told to stop. */
final class LoopThread {

  interface Body {
    void run() throws Exception;
  }

  private final Thread thread;
  private volatile boolean stopped;
  private volatile Throwable failure;

  LoopThread(String name, Body body) {
    this.thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Exception | Error e) {
                failure = e;
              }
            },
            name);
  }

  void start() {
    thread.start();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Null as long as the body runs, or if it has returned. */
  Throwable failure() {
    return failure;
  }

  /** Returns when the body has. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
