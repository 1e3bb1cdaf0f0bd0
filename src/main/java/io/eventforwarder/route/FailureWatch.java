// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.OnLimit;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.source.SourceRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the failures of each partition that a subtask reads: logs them at a bounded rate, and
 * acts when they exceed the {@link FailurePolicy}. Counts start anew with the subtask.
 */
final class FailureWatch {

  private static final Logger LOG = LoggerFactory.getLogger(FailureWatch.class);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final FailurePolicy policy;
  private final Clock clock;
  private final Map<TopicPartition, PartitionFailures> partitions = new HashMap<>();
  private final LogThrottle failureLog;
  private final LogThrottle fallbackLog;
  private final LogThrottle limitLog;

  // Records come in runs of one partition.
  private String lastTopic;
  private int lastPartition;
  private PartitionFailures last;

  private volatile long alarmUntil;

  FailureWatch(FailurePolicy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
    this.failureLog = new LogThrottle(LOG_INTERVAL, clock);
    this.fallbackLog = new LogThrottle(LOG_INTERVAL, clock);
    this.limitLog = new LogThrottle(LOG_INTERVAL, clock);
  }

  void succeeded(SourceRecord record) {
    partition(record).succeeded();
  }

  void fellBack(SourceRecord record, DecodeFailure headerFailure) {
    if (fallbackLog.mayLog()) {
      LOG.info(
          "The headers of {} did not decide, so its value had to: {} ({} such records since the last such"
              + " line)",
          record,
          headerFailure.message(),
          fallbackLog.suppressed());
    }
  }

  /**
   * @throws SuppressRestartsException if the policy says to end the job
   */
  void failed(SourceRecord record, DecodeFailure failure) {
    if (failureLog.mayLog()) {
      LOG.warn(
          "{} is a dead letter: {}, {} ({} such records since the last such line)",
          record,
          failure.reason(),
          failure.message(),
          failureLog.suppressed());
    }
    String exceeded = partition(record).failed(clock.millis());
    if (exceeded != null) {
      exceeded(record, failure, exceeded);
    }
  }

  private void exceeded(SourceRecord record, DecodeFailure failure, String exceeded) {
    String message =
        String.format(
            "too many dead letters of %s-%d: %s; the last is offset %d, %s: %s",
            record.topic(),
            record.partition(),
            exceeded,
            record.offset(),
            failure.reason(),
            failure.message());
    if (policy.onLimit() == OnLimit.FAIL) {
      throw new SuppressRestartsException(
          new FailureLimitException(
              message
                  + "; mend the cause, or raise the limit, or set dead-letter.on-limit: continue, and start"
                  + " from the last checkpoint"));
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

  private PartitionFailures partition(SourceRecord record) {
    if (record.partition() != lastPartition || !record.topic().equals(lastTopic)) {
      lastTopic = record.topic();
      lastPartition = record.partition();
      last =
          partitions.computeIfAbsent(
              new TopicPartition(lastTopic, lastPartition), key -> new PartitionFailures(policy));
    }
    return last;
  }
}
