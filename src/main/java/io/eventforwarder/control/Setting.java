// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.source.Coordinates;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A switch and its value.
 *
 * @param value a {@link DecodeMode} as the configuration spells it, or {@code true} or {@code
 *     false}
 * @param percent of the partitions to which it applies; 100 unless it is a decode mode
 */
public record Setting(SwitchKey key, String value, int percent) {

  /**
   * A setting and its control record.
   *
   * @param timestamp of the record, milliseconds since the epoch
   */
  public record Stored(Setting setting, Coordinates record, long timestamp) {}

  public static final int ALL = 100;

  private static final Map<String, DecodeMode> MODES =
      Arrays.stream(DecodeMode.values()).collect(Collectors.toMap(DecodeMode::toString, it -> it));

  /** 2^64 divided by the golden ratio. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  public Setting {
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
  }

  /**
   * @param percent null for all
   * @throws InvalidSwitchException if the switch does not take the value
   */
  public static Setting of(SwitchKey key, String value, Integer percent)
      throws InvalidSwitchException {
    if (key.name() == Switch.DECODE_MODE) {
      if (!MODES.containsKey(value)) {
        throw new InvalidSwitchException(key + " takes headers-first or value-only");
      }
      if (percent != null && (percent < 0 || percent > ALL)) {
        throw new InvalidSwitchException(
            "percent of " + key + " is " + percent + "; write a whole number from 0 to 100");
      }
    } else if (!value.equals("true") && !value.equals("false")) {
      throw new InvalidSwitchException(key + " takes true or false");
    } else if (percent != null) {
      throw new InvalidSwitchException(
          key + " takes no percent; only " + Switch.DECODE_MODE + " does");
    }
    return new Setting(key, value, percent == null ? ALL : percent);
  }

  DecodeMode mode() {
    return MODES.get(value);
  }

  /**
   * Whether the setting applies to a partition. A larger percentage includes all partitions of a
   * smaller one, and each above 0 includes partition 0. Multiples of the golden ratio spread
   * consecutive partitions evenly between 0 and 1.
   */
  boolean includes(int partition) {
    double place = (partition * STEP >>> 11) * 0x1p-53;
    return place * ALL < percent;
  }

  boolean isOn() {
    return value.equals("true");
  }

  /** For people. */
  @Override
  public String toString() {
    return percent == ALL ? value : value + " for " + percent + " % of the partitions";
  }
}
