// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.decode.Via;
import io.eventforwarder.route.PathComparison.Difference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathComparisonTest {

  private static final DecodeFailure UNREADABLE =
      new DecodeFailure(FailureReason.INVALID_JSON, "group_states", -1, "not JSON");

  @Test
  void comparesJsonByContent() {
    assertThat(
            differences(
                headers("q", false, json("[{\"id\":1,\"is_new\":true}]"), null),
                value("q", false, json("[ {\"is_new\": true, \"id\": 1} ]"))))
        .isEmpty();
    assertThat(differences(headers("q", false, json("[1]"), null), value("q", false, json("[2]"))))
        .containsExactly(new Difference("group_states", null));
  }

  @Test
  void knowsWhatProducersWriteDifferentlyOnPurpose() {
    assertThat(
            differences(
                headers(MessageDecoder.DEFAULT_QUEUE, false, null, UNREADABLE),
                value(null, null, json("[1]"))))
        .containsExactly(
            new Difference("is_regression", KnownDifference.NULL_FLAG),
            new Difference("group_states", KnownDifference.GROUP_STATES_DROPPED),
            new Difference("queue", KnownDifference.MISSING_QUEUE));
  }

  @Test
  void treatsNoOtherDifferenceAsKnown() {
    assertThat(differences(headers("q", true, null, null), value(null, null, json("[1]"))))
        .containsExactly(
            new Difference("is_regression", null),
            new Difference("group_states", null),
            new Difference("queue", null));
  }

  @Test
  void comparesOutcomes() {
    Decoded merge = new Decoded.Skip(Via.HEADERS, null, SkipCause.MERGE);
    Decoded delete = new Decoded.Skip(Via.VALUE, null, SkipCause.DELETE);

    assertThat(differences(merge, new Decoded.Skip(Via.VALUE, null, SkipCause.MERGE))).isEmpty();
    assertThat(differences(merge, delete)).containsExactly(new Difference("outcome", null));
    assertThat(differences(merge, value("q", false, null)))
        .containsExactly(new Difference("outcome", null));
  }

  private static List<Difference> differences(Decoded fromHeaders, Decoded fromValue) {
    return new PathComparison(fromHeaders, fromValue).differences();
  }

  private static Decoded headers(
      String queue, Boolean isRegression, JsonText groupStates, DecodeFailure failure) {
    return new Decoded.Dispatch(
        Via.HEADERS, null, fields(queue, isRegression, groupStates), failure);
  }

  private static Decoded value(String queue, Boolean isRegression, JsonText groupStates) {
    return new Decoded.Dispatch(Via.VALUE, null, fields(queue, isRegression, groupStates), null);
  }

  private static TaskFields fields(String queue, Boolean isRegression, JsonText groupStates) {
    return new TaskFields()
        .set(TaskField.QUEUE, queue)
        .set(TaskField.IS_REGRESSION, isRegression)
        .set(TaskField.GROUP_STATES, groupStates)
        .set(TaskField.PROJECT_ID, 42L);
  }

  private static JsonText json(String text) {
    return new JsonText(text.getBytes(StandardCharsets.UTF_8));
  }
}
