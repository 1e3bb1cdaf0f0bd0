// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.dispatch.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Compares the requests of the headers and of the value of one record. */
public record PathComparison(Decoded fromHeaders, Decoded fromValue) {

  /** The name of the difference unless both paths found a task. */
  public static final String OUTCOME = "outcome";

  /**
   * One difference.
   *
   * @param name {@value #OUTCOME} or a {@link TaskField}
   * @param known why it is expected; null if it is not
   */
  public record Difference(String name, KnownDifference known) {}

  /** The differences. Arrays and objects are compared as JSON, not as text. */
  public List<Difference> differences() {
    if (fromHeaders instanceof Decoded.Dispatch first
        && fromValue instanceof Decoded.Dispatch second) {
      return Arrays.stream(TaskField.values())
          .filter(field -> !isSame(first.fields().get(field), second.fields().get(field)))
          .map(field -> new Difference(field.toString(), known(field, first, second)))
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
      TaskField field, Decoded.Dispatch fromHeaders, Decoded.Dispatch fromValue) {
    Object ofHeaders = fromHeaders.fields().get(field);
    if (field == TaskField.GROUP_STATES && fromHeaders.groupStatesFailure() != null) {
      return KnownDifference.GROUP_STATES_DROPPED;
    }
    if (fromValue.fields().get(field) != null) {
      return null;
    }
    if (field == TaskField.QUEUE) {
      return MessageDecoder.DEFAULT_QUEUE.equals(ofHeaders) ? KnownDifference.MISSING_QUEUE : null;
    }
    return Boolean.FALSE.equals(ofHeaders) ? KnownDifference.NULL_FLAG : null;
  }

  /**
   * The result of a path, without content: types and sizes, flags, and why it failed.
   *
   * @param name {@value #OUTCOME} or a {@link TaskField}
   */
  public static String describe(Decoded decoded, String name) {
    if (decoded instanceof Decoded.Failed failed) {
      return "fail: " + failed.failure().reason() + ", " + failed.failure().message();
    }
    if (decoded instanceof Decoded.Skip skip) {
      return "skip: " + skip.cause();
    }
    if (name.equals(OUTCOME)) {
      return "dispatch";
    }
    TaskField field = TaskField.valueOf(name.toUpperCase(Locale.ROOT));
    return describe(((Decoded.Dispatch) decoded).fields().get(field));
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
