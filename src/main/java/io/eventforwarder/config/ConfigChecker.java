// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import java.time.Duration;

/**
 * Turns values into a {@link ForwarderConfig}, section by section, collecting every problem on the
 * way.
 */
final class ConfigChecker {

  private static final Duration MIN_CHECKPOINT_INTERVAL = Duration.ofMillis(10);

  private final OptionReader options;

  ConfigChecker(ConfigValues values) {
    this.options = new OptionReader(values);
  }

  ForwarderConfig check() {
    new KeyCheck(options).check();
    ForwarderConfig.Source source = new SourceSection(options).source();
    DecodeLimits limits = decodeLimits();
    Duration checkpointInterval =
        options.atLeast(ForwarderOptions.CHECKPOINT_INTERVAL, MIN_CHECKPOINT_INTERVAL, "write 1 s");
    ForwarderConfig.Sink sink =
        new SinkSection(options).sink(source.bootstrapServers(), checkpointInterval);
    ForwarderConfig config =
        new ForwarderConfig(
            source,
            options.read(ForwarderOptions.DECODE_MODE),
            limits,
            sink,
            new DispatchSection(options).dispatch(),
            options.topic(ForwarderOptions.DEAD_LETTER_TOPIC),
            options.read(ForwarderOptions.DEAD_LETTER_HEADERS),
            new DeadLetterSection(options).failurePolicy(),
            options.optionalTopic(ForwarderOptions.FALLBACK_TOPIC),
            options.optionalTopic(ForwarderOptions.SKIPPED_TOPIC),
            options.optionalTopic(ForwarderOptions.LEDGER_TOPIC),
            options.ratio(ForwarderOptions.AUDIT_PARITY_SAMPLE),
            new GateSection(options).gate(source.typeByTopic().keySet()),
            options.optionalTopic(ForwarderOptions.CONTROL_TOPIC),
            checkpointInterval,
            options.passThrough(ForwarderOptions.FLINK_PREFIX));
    TopicSeparation.ofOutputs(config).forEach(options::problem);
    // Two names of one cluster are found when its brokers can be asked.
    if (source.bootstrapServers().equals(sink.bootstrapServers())) {
      config.problemsOnOneCluster().forEach(options::problem);
    }
    if (!options.problems().isEmpty()) {
      throw new InvalidConfigException(options.problems());
    }
    return config;
  }

  private DecodeLimits decodeLimits() {
    int maxDepth = options.atLeastOne(ForwarderOptions.DECODE_MAX_DEPTH);
    if (maxDepth > DecodeLimits.MAX_DEPTH) {
      options.problem(
          ForwarderOptions.DECODE_MAX_DEPTH.key(),
          "more levels than any reader of the tasks goes down",
          "write 1 to " + DecodeLimits.MAX_DEPTH);
      maxDepth = DecodeLimits.MAX_DEPTH;
    }
    return new DecodeLimits(
        maxDepth,
        options.atLeastOne(ForwarderOptions.DECODE_MAX_NUMBER_LENGTH),
        options.atLeastOne(ForwarderOptions.DECODE_MAX_STRING_LENGTH));
  }
}
