// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/**
 * The key of a control record: {@code name} or {@code name/target}.
 *
 * @param target a source topic or the id of a project; null for all topics
 */
public record SwitchKey(Switch name, String target) implements Comparable<SwitchKey> {

  private static final Comparator<SwitchKey> ORDER =
      Comparator.comparing(SwitchKey::name)
          .thenComparing(SwitchKey::target, Comparator.nullsFirst(Comparator.naturalOrder()));

  private static final char SEPARATOR = '/';
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
    int separator = text.indexOf(SEPARATOR);
    String name = separator < 0 ? text : text.substring(0, separator);
    String target = separator < 0 ? null : text.substring(separator + 1);
    Switch found =
        Arrays.stream(Switch.values())
            .filter(candidate -> candidate.toString().equals(name))
            .findFirst()
            .orElse(null);
    if (found == null) {
      throw new InvalidSwitchException(
          "there is no switch " + shown(name) + "; did you mean " + nearest(name) + "?");
    }
    if (found == Switch.DROP_PROJECT) {
      requireProject(target);
    } else if (target != null) {
      requireTopic(found, target);
    }
    return new SwitchKey(found, target);
  }

  private static void requireProject(String target) throws InvalidSwitchException {
    if (target == null || !target.matches("[1-9][0-9]{0,17}")) {
      throw new InvalidSwitchException(
          Switch.DROP_PROJECT
              + " needs the id of a project, a whole number; write for example "
              + Switch.DROP_PROJECT
              + "/42");
    }
  }

  private static void requireTopic(Switch name, String target) throws InvalidSwitchException {
    try {
      Topic.validate(target);
    } catch (InvalidTopicException e) {
      throw new InvalidSwitchException(
          name + " is for a topic or for all; write " + name + "/<topic> or " + name);
    }
  }

  private static String nearest(String name) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return Arrays.stream(Switch.values())
        .map(Switch::toString)
        .min(Comparator.comparingInt(candidate -> distance.apply(name, candidate)))
        .orElseThrow();
  }

  private static String shown(String name) {
    return name.length() <= LONGEST_SHOWN ? name : "of " + name.length() + " characters";
  }

  /** The id of the project; only for {@link Switch#DROP_PROJECT}. */
  long project() {
    return Long.parseLong(target);
  }

  @Override
  public int compareTo(SwitchKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return target == null ? name.toString() : name.toString() + SEPARATOR + target;
  }
}
