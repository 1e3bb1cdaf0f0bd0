// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Notes how far each partition has been read. */
final class LimitedOutput implements ReaderOutput<SourceRecord> {

  private final ReaderOutput<SourceRecord> target;
  private final Map<String, LimitedSplit> splits;
  private boolean limitReached;

  LimitedOutput(ReaderOutput<SourceRecord> target, Map<String, LimitedSplit> splits) {
    this.target = target;
    this.splits = splits;
  }

  ReaderOutput<SourceRecord> target() {
    return target;
  }

  /** Whether a record of a partition that is at its limit has passed since the last call. */
  boolean takeLimitReached() {
    boolean reached = limitReached;
    limitReached = false;
    return reached;
  }

  @Override
  public SourceOutput<SourceRecord> createOutputForSplit(String splitId) {
    return new SplitOutput(target.createOutputForSplit(splitId), splits.get(splitId));
  }

  @Override
  public void releaseOutputForSplit(String splitId) {
    target.releaseOutputForSplit(splitId);
  }

  @Override
  public void collect(SourceRecord record) {
    target.collect(record);
  }

  @Override
  public void collect(SourceRecord record, long timestamp) {
    target.collect(record, timestamp);
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    target.emitWatermark(watermark);
  }

  @Override
  public void markIdle() {
    target.markIdle();
  }

  @Override
  public void markActive() {
    target.markActive();
  }

  /** The output of one partition. */
  private final class SplitOutput implements SourceOutput<SourceRecord> {

    private final SourceOutput<SourceRecord> splitTarget;
    private final LimitedSplit split;

    SplitOutput(SourceOutput<SourceRecord> splitTarget, LimitedSplit split) {
      this.splitTarget = splitTarget;
      this.split = split;
    }

    @Override
    public void collect(SourceRecord record) {
      splitTarget.collect(record);
      limitReached |= split.read(record.offset());
    }

    @Override
    public void collect(SourceRecord record, long timestamp) {
      splitTarget.collect(record, timestamp);
      limitReached |= split.read(record.offset());
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      splitTarget.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      splitTarget.markIdle();
    }

    @Override
    public void markActive() {
      splitTarget.markActive();
    }
  }
}
