// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import java.io.Serializable;

/**
 * How tasks become Kafka records.
 *
 * @param parametersFormat for format {@link TaskFormat#TASKBROKER} only
 * @param provenanceHeaders whether each record names its source record in headers
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
      case TASKBROKER ->
          new TaskbrokerEncoder(
              task,
              parametersFormat,
              TaskField.ARGUMENTS.stream().map(TaskField::toString).toList());
      case JSON -> new JsonTaskEncoder(task);
    };
  }

  /**
   * The fewest bytes that a record with these fields can have: one for each character of an
   * argument. JSON text keeps its length only where it is written as JSON.
   */
  long leastLength(TaskFields fields) {
    boolean writesJson = format == TaskFormat.JSON || parametersFormat.hasJson();
    long length = 0;
    for (TaskField argument : TaskField.ARGUMENTS) {
      if (fields.get(argument) instanceof String text) {
        length += text.length();
      } else if (writesJson && fields.get(argument) instanceof JsonText json) {
        length += json.utf8().length;
      }
    }
    return length;
  }
}
