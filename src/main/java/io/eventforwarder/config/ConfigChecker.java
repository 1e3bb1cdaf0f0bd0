// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.dispatch.DispatchSettings;
import io.eventforwarder.dispatch.TaskDefinition;
import io.eventforwarder.dispatch.TaskRoutes;
import java.time.Duration;
import java.util.Map;

/** Makes a {@link ForwarderConfig} of values, or reports all problems at once. */
final class ConfigChecker {

  private static final Duration MIN_CHECKPOINT_INTERVAL = Duration.ofMillis(10);

  private final OptionReader options;

  ConfigChecker(ConfigValues values) {
    this.options = new OptionReader(values);
  }

  ForwarderConfig check() {
    new KeyCheck(options).check();
    ForwarderConfig.Source source = new SourceSection(options).source();
    Duration checkpointInterval =
        options.atLeast(ForwarderOptions.CHECKPOINT_INTERVAL, MIN_CHECKPOINT_INTERVAL, "write 1 s");
    ForwarderConfig.Sink sink =
        new SinkSection(options).sink(source.bootstrapServers(), checkpointInterval);
    ForwarderConfig config =
        new ForwarderConfig(
            source,
            decode(),
            new ForwarderConfig.Output(sink, dispatch(), deadLetters(), auditTopics()),
            new GateSection(options).gate(source.typeByTopic().keySet()),
            new ForwarderConfig.Job(
                checkpointInterval,
                options.optionalTopic(ForwarderOptions.CONTROL_TOPIC),
                options.passThrough(ForwarderOptions.FLINK_PREFIX)));
    TopicSeparation.ofOutputs(config).forEach(options::problem);
    // Two names of one cluster are found at submission, from the ids of the cluster.
    if (source.bootstrapServers().equals(sink.bootstrapServers())) {
      config.problemsOnOneCluster().forEach(options::problem);
    }
    if (!options.problems().isEmpty()) {
      throw new InvalidConfigException(options.problems());
    }
    return config;
  }

  private ForwarderConfig.Decode decode() {
    int maxDepth = options.atLeastOne(ForwarderOptions.DECODE_MAX_DEPTH);
    if (maxDepth > DecodeLimits.MAX_DEPTH) {
      options.problem(
          ForwarderOptions.DECODE_MAX_DEPTH.key(),
          "deeper than the workers can read tasks",
          "write 1 to " + DecodeLimits.MAX_DEPTH);
      maxDepth = DecodeLimits.MAX_DEPTH;
    }
    return new ForwarderConfig.Decode(
        options.read(ForwarderOptions.DECODE_MODE),
        new DecodeLimits(
            maxDepth,
            options.atLeastOne(ForwarderOptions.DECODE_MAX_NUMBER_LENGTH),
            options.atLeastOne(ForwarderOptions.DECODE_MAX_STRING_LENGTH)),
        options.ratio(ForwarderOptions.AUDIT_PARITY_SAMPLE));
  }

  private DispatchSettings dispatch() {
    Map<String, String> routes = options.read(ForwarderOptions.DISPATCH_ROUTES);
    routes.forEach(
        (queue, topic) ->
            options.checkTopicName(ForwarderOptions.DISPATCH_ROUTES.key() + "." + queue, topic));
    TaskDefinition task =
        new TaskDefinition(
            options.required(ForwarderOptions.TASK_APPLICATION, "sentry"),
            options.required(ForwarderOptions.TASK_NAMESPACE, "ingest.errors.postprocess"),
            options.required(ForwarderOptions.TASK_NAME, ForwarderOptions.TASK_NAME.defaultValue()),
            options.atLeast(
                ForwarderOptions.TASK_PROCESSING_DEADLINE, Duration.ofSeconds(1), "write 120 s"));
    return new DispatchSettings(
        new TaskRoutes(options.topic(ForwarderOptions.DISPATCH_TOPIC), routes),
        options.read(ForwarderOptions.DISPATCH_FORMAT),
        options.read(ForwarderOptions.TASKBROKER_PARAMETERS),
        task,
        options.read(ForwarderOptions.DISPATCH_PROVENANCE_HEADERS));
  }

  private ForwarderConfig.AuditTopics auditTopics() {
    return new ForwarderConfig.AuditTopics(
        options.optionalTopic(ForwarderOptions.FALLBACK_TOPIC),
        options.optionalTopic(ForwarderOptions.SKIPPED_TOPIC),
        options.optionalTopic(ForwarderOptions.LEDGER_TOPIC));
  }

  private ForwarderConfig.DeadLetters deadLetters() {
    double maxRatio = options.ratio(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_RATIO);
    int maxConsecutive = options.read(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE);
    if (maxConsecutive < 0) {
      options.problem(
          ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE.key(),
          "must not be negative",
          "write 0 for no limit");
    }
    return new ForwarderConfig.DeadLetters(
        options.topic(ForwarderOptions.DEAD_LETTER_TOPIC),
        options.read(ForwarderOptions.DEAD_LETTER_HEADERS),
        new FailurePolicy(
            maxRatio,
            options.atLeast(
                ForwarderOptions.DEAD_LETTER_LIMIT_WINDOW, Duration.ofSeconds(1), "write 1 min"),
            maxConsecutive,
            options.read(ForwarderOptions.DEAD_LETTER_ON_LIMIT)));
  }
}
