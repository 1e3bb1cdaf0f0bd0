// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import java.util.Objects;
import org.apache.kafka.common.internals.Topic;

/**
 * The key of a control record: {@code name} or {@code name/target}.
 *
 * @param target a source topic or the id of a project; null for all topics
 */
public record SwitchKey(Switch name, String target) implements Comparable<SwitchKey> {

  private static final int LONGEST_SHOWN = 40;

  public SwitchKey {
    Objects.requireNonNull(name);
  }

  /** The key for all topics. */
  static SwitchKey ofAll(Switch name) {
    return new SwitchKey(name, null);
  }

  /**
   * @throws InvalidSwitchException if there is no such switch
   */
  public static SwitchKey parse(String text) throws InvalidSwitchException {
    int separator = text.indexOf('/');
    Switch name = name(separator < 0 ? text : text.substring(0, separator));
    String target = separator < 0 ? null : text.substring(separator + 1);
    boolean isProject = name == Switch.DROP_PROJECT;
    if (isProject && (target == null || !target.matches("[1-9][0-9]{0,17}"))) {
      throw new InvalidSwitchException(
          "dispatch.drop-project needs the id of a project, a whole number; write for example dispatch.drop-project/42");
    }
    if (!isProject && target != null && !Topic.isValid(target)) {
      throw new InvalidSwitchException(
          "%s is for a topic or for all; write %s/<topic> or %s".formatted(name, name, name));
    }
    return new SwitchKey(name, target);
  }

  private static Switch name(String text) throws InvalidSwitchException {
    for (Switch candidate : Switch.values()) {
      if (candidate.toString().equals(text)) {
        return candidate;
      }
    }
    throw new InvalidSwitchException(
        "there is no switch %s; write decode.mode, dispatch.paused or dispatch.drop-project/<id>"
            .formatted(
                text.length() <= LONGEST_SHOWN ? text : "of " + text.length() + " characters"));
  }

  /** The id of the project; only for {@link Switch#DROP_PROJECT}. */
  long project() {
    return Long.parseLong(target);
  }

  @Override
  public int compareTo(SwitchKey other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return target == null ? name.toString() : name + "/" + target;
  }
}
