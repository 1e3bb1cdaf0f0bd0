// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What all activations have in common: the task that the workers run.
 *
 * @param application whose workers take the task
 * @param namespace of the task
 * @param name under which the workers have registered the task
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
