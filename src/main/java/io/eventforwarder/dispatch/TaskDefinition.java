// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What every activation says alike: which task the workers run.
 *
 * @param application the application whose workers take the task
 * @param namespace the task's namespace
 * @param name the name that the workers have it registered under
 * @param processingDeadline how long a worker may take, in whole seconds
 */
public record TaskDefinition(
    String application, String namespace, String name, Duration processingDeadline)
    implements Serializable {

  public TaskDefinition {
    Objects.requireNonNull(application);
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(name);
    Objects.requireNonNull(processingDeadline);
  }
}
