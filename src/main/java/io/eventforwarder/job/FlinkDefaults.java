// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink settings that the job has another default for than Flink. */
final class FlinkDefaults {

  private FlinkDefaults() {}

  /** Sets an option, unless users or their cluster have. */
  static <T> void set(StreamExecutionEnvironment env, ConfigOption<T> option, T value) {
    if (env.getConfiguration().getOptional(option).isEmpty()) {
      env.configure(new Configuration().set(option, value));
    }
  }
}
