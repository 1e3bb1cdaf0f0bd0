// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.TaskArguments;
import java.io.Serializable;

/**
 * How tasks become Kafka records.
 *
 * @param parametersFormat for format {@link TaskFormat#TASKBROKER} only
 * @param provenanceHeaders whether each record carries where it comes from
 */
public record DispatchSettings(
    TaskRoutes routes,
    TaskFormat format,
    ParametersFormat parametersFormat,
    TaskDefinition task,
    boolean provenanceHeaders)
    implements Serializable {

  TaskEncoder newEncoder() {
    return switch (format) {
      case TASKBROKER -> new TaskbrokerEncoder(task, parametersFormat, TaskArguments.NAMES);
      case JSON -> new JsonTaskEncoder(task);
    };
  }
}
