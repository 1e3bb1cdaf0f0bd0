// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.FailurePolicy.OnLimit;
import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.source.SourceRecord;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the failures of a subtask at a limited rate, and acts if those of a partition exceed the
 * {@link FailurePolicy}.
 */
final class FailureWatch {

  private static final Logger LOG = LoggerFactory.getLogger(FailureWatch.class);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final FailurePolicy policy;
  private final Clock clock;
  private final LogThrottle failureLog;
  private final LogThrottle fallbackLog;
  private final LogThrottle limitLog;

  private volatile long alarmUntil;

  FailureWatch(FailurePolicy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
    this.failureLog = new LogThrottle(LOG_INTERVAL, clock);
    this.fallbackLog = new LogThrottle(LOG_INTERVAL, clock);
    this.limitLog = new LogThrottle(LOG_INTERVAL, clock);
  }

  void fellBack(SourceRecord record, DecodeFailure headerFailure) {
    if (fallbackLog.mayLog()) {
      LOG.info(
          "The headers of {} did not decide, so its value was decoded: {} ({} such records since the"
              + " last such line)",
          record,
          headerFailure.message(),
          fallbackLog.suppressed());
    }
  }

  /**
   * @throws SuppressRestartsException if the policy is to end the job
   */
  void failed(PartitionFailures partition, DeadLetter deadLetter) {
    if (failureLog.mayLog()) {
      LOG.warn(
          "{} is a dead letter: {}, {} ({} such records since the last such line)",
          deadLetter.record(),
          deadLetter.reason(),
          deadLetter.message(),
          failureLog.suppressed());
    }
    String exceeded = partition.failed(clock.millis());
    if (exceeded != null) {
      exceeded(deadLetter, exceeded);
    }
  }

  private void exceeded(DeadLetter deadLetter, String exceeded) {
    SourceRecord record = deadLetter.record();
    String message =
        String.format(
            "too many dead letters of %s-%d: %s; the last is offset %d, %s: %s",
            record.topic(),
            record.partition(),
            exceeded,
            record.offset(),
            deadLetter.reason(),
            deadLetter.message());
    if (policy.onLimit() == OnLimit.FAIL) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              message
                  + "; fix the cause, or raise the limit, or set dead-letter.on-limit: continue, and"
                  + " start from the last checkpoint"));
    }
    alarmUntil = clock.millis() + policy.window().toMillis();
    if (limitLog.mayLog()) {
      LOG.error("{}", message);
    }
  }

  /** 1 while a limit is exceeded, or was within the last window; else 0. */
  int alarm() {
    return clock.millis() < alarmUntil ? 1 : 0;
  }
}
