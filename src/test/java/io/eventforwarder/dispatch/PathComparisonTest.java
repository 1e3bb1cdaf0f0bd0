// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.decode.Via;
import io.eventforwarder.dispatch.PathComparison.Difference;
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
            new Difference("queue", KnownDifference.MISSING_QUEUE),
            new Difference("is_regression", KnownDifference.NULL_FLAG),
            new Difference("group_states", KnownDifference.GROUP_STATES_DROPPED));
  }

  @Test
  void takesNothingElseForKnown() {
    assertThat(differences(headers("q", true, null, null), value(null, null, json("[1]"))))
        .containsExactly(
            new Difference("queue", null),
            new Difference("is_regression", null),
            new Difference("group_states", null));
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
        Via.HEADERS, null, arguments(isRegression, groupStates), queue, failure);
  }

  private static Decoded value(String queue, Boolean isRegression, JsonText groupStates) {
    return new Decoded.Dispatch(Via.VALUE, null, arguments(isRegression, groupStates), queue, null);
  }

  private static TaskArguments arguments(Boolean isRegression, JsonText groupStates) {
    Object[] values = new Object[TaskArguments.NAMES.size()];
    values[TaskArguments.IS_REGRESSION] = isRegression;
    values[TaskArguments.GROUP_STATES] = groupStates;
    values[TaskArguments.PROJECT_ID] = 42L;
    return new TaskArguments(values);
  }

  private static JsonText json(String text) {
    return new JsonText(text.getBytes(StandardCharsets.UTF_8));
  }
}
