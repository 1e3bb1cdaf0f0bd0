// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.TaskArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What headers and value of one record say, side by side. */
public record PathComparison(Decoded fromHeaders, Decoded fromValue) {

  /** The name of the queue among the fields of a task, beside {@link TaskArguments#NAMES}. */
  public static final String QUEUE = "queue";

  /** What a difference is told of when not both found a task. */
  public static final String OUTCOME = "outcome";

  /**
   * One field that the two do not agree on.
   *
   * @param field {@value #OUTCOME} or a field of a task
   * @param known why that is nothing to worry about; null if it is
   */
  public record Difference(String field, KnownDifference known) {}

  /** Names of the fields of a task. */
  public static List<String> fields() {
    List<String> names = new ArrayList<>();
    names.add(QUEUE);
    names.addAll(TaskArguments.NAMES);
    return names;
  }

  /** One field of the task that a path found. */
  public static Object field(Decoded.Dispatch dispatch, String name) {
    return name.equals(QUEUE)
        ? dispatch.queue()
        : dispatch.arguments().get(TaskArguments.NAMES.indexOf(name));
  }

  /** What the two do not agree on. Arrays and objects are compared as JSON, not as text. */
  public List<Difference> differences() {
    if (fromHeaders instanceof Decoded.Dispatch first
        && fromValue instanceof Decoded.Dispatch second) {
      return fields().stream()
          .filter(name -> !isSame(field(first, name), field(second, name)))
          .map(name -> new Difference(name, known(name, first, second)))
          .toList();
    }
    return describe(fromHeaders, OUTCOME).equals(describe(fromValue, OUTCOME))
        ? List.of()
        : List.of(new Difference(OUTCOME, null));
  }

  private static boolean isSame(Object first, Object second) {
    return Objects.equals(first, second)
        || (first instanceof JsonText one
            && second instanceof JsonText other
            && Json.readTree(one).equals(Json.readTree(other)));
  }

  private static KnownDifference known(
      String name, Decoded.Dispatch fromHeaders, Decoded.Dispatch fromValue) {
    Object ofHeaders = field(fromHeaders, name);
    if (name.equals(TaskArguments.NAMES.get(TaskArguments.GROUP_STATES))
        && fromHeaders.groupStatesFailure() != null) {
      return KnownDifference.GROUP_STATES_DROPPED;
    }
    if (field(fromValue, name) != null) {
      return null;
    }
    if (name.equals(QUEUE)) {
      return MessageDecoder.DEFAULT_QUEUE.equals(ofHeaders) ? KnownDifference.MISSING_QUEUE : null;
    }
    return Boolean.FALSE.equals(ofHeaders) ? KnownDifference.NULL_FLAG : null;
  }

  /**
   * What a path says of a field, without payload: types and sizes, flags, and why it failed.
   *
   * @param name {@value #OUTCOME} or a field of a task, if the path found one
   */
  public static String describe(Decoded decoded, String name) {
    if (decoded instanceof Decoded.Failed failed) {
      return "fail: " + failed.failure().reason() + ", " + failed.failure().message();
    }
    if (decoded instanceof Decoded.Skip skip) {
      return "skip: " + skip.cause();
    }
    return name.equals(OUTCOME) ? "dispatch" : describe(field((Decoded.Dispatch) decoded, name));
  }

  private static String describe(Object value) {
    if (value instanceof String text) {
      return "text of " + text.length() + " characters";
    }
    if (value instanceof JsonText json) {
      return "JSON of " + json.utf8().length + " bytes";
    }
    if (value instanceof Long) {
      return "an integer";
    }
    return value instanceof Double ? "a number" : String.valueOf(value);
  }
}
