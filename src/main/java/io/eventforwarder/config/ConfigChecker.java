// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.dispatch.DispatchSettings;
import io.eventforwarder.dispatch.TaskDefinition;
import io.eventforwarder.dispatch.TaskRoutes;
import java.time.Duration;
import java.util.Map;

/** Creates a {@link ForwarderConfig}, or reports all problems of the values at once. */
record ConfigChecker(OptionReader options) {

  ForwarderConfig check() {
    new KeyCheck(options).check();
    ForwarderConfig.Source source = new SourceSection(options).source();
    Duration checkpointInterval =
        options.atLeast(ForwarderOptions.CHECKPOINT_INTERVAL, Duration.ofMillis(10));
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
    // Two names of one cluster are detected at submission, by the cluster's id.
    if (source.bootstrapServers().equals(sink.bootstrapServers())) {
      config.problemsOnOneCluster().forEach(options::problem);
    }
    if (!options.problems().isEmpty()) {
      throw new InvalidConfigException(options.problems());
    }
    return config;
  }

  private ForwarderConfig.Decode decode() {
    int maxDepth = options.atLeast(ForwarderOptions.DECODE_MAX_DEPTH, 1);
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
            options.atLeast(ForwarderOptions.DECODE_MAX_NUMBER_LENGTH, 1),
            options.atLeast(ForwarderOptions.DECODE_MAX_STRING_LENGTH, 1)),
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
            options.atLeast(ForwarderOptions.TASK_PROCESSING_DEADLINE, Duration.ofSeconds(1)));
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
    return new ForwarderConfig.DeadLetters(
        options.topic(ForwarderOptions.DEAD_LETTER_TOPIC),
        options.read(ForwarderOptions.DEAD_LETTER_HEADERS),
        new FailurePolicy(
            options.ratio(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_RATIO),
            options.atLeast(ForwarderOptions.DEAD_LETTER_LIMIT_WINDOW, Duration.ofSeconds(1)),
            options.atLeast(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE, 0),
            options.read(ForwarderOptions.DEAD_LETTER_ON_LIMIT)));
  }
}
