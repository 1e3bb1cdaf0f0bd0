// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.dispatch.DispatchSettings;
import io.eventforwarder.dispatch.TaskDefinition;
import io.eventforwarder.dispatch.TaskRoutes;
import java.time.Duration;
import java.util.Map;

/** The tasks' part of the configuration. */
final class DispatchSection {

  private final OptionReader options;

  DispatchSection(OptionReader options) {
    this.options = options;
  }

  DispatchSettings dispatch() {
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
}
