// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** A load that is one thread. It runs until it is closed. */
final class LoopThread implements Load {

  interface Body {
    /** Returns once {@link #isStopped()}. */
    void run(LoopThread self) throws Exception;
  }

  private final Thread thread;
  private volatile boolean stopped;
  private volatile Throwable failure;
  private volatile long records = -1;

  private LoopThread(String name, Body body) {
    this.thread =
        new Thread(
            () -> {
              try {
                body.run(this);
              } catch (Exception | Error e) {
                failure = e;
              }
            },
            name);
  }

  static LoopThread start(String name, Body body) {
    LoopThread loop = new LoopThread(name, body);
    loop.thread.start();
    return loop;
  }

  boolean isStopped() {
    return stopped;
  }

  void count(long records) {
    this.records = records;
  }

  @Override
  public long records() {
    return records;
  }

  @Override
  public Throwable failure() {
    return failure;
  }

  /** Returns after the body has returned. */
  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
