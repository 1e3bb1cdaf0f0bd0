// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.deadletter.DeadLetterReason;
import java.nio.charset.StandardCharsets;

/** Values that fail, one way for each reason. None has headers that decide. */
public final class BrokenRecords {

  /** What {@link DeadLetterReason#LIMIT_EXCEEDED} needs: values nest deeper than this. */
  public static final int DEPTH_LIMIT = 20;

  private static final String STATE =
      "{\"is_new\":true,\"is_regression\":false,\"is_new_group_environment\":true}";

  private BrokenRecords() {}

  /**
   * @param id makes values differ
   */
  public static byte[] value(DeadLetterReason reason, int id) {
    return switch (reason) {
      case EMPTY_VALUE -> null;
      case INVALID_UTF8 -> withInvalidUtf8(id);
      case INVALID_JSON -> utf8(insert(event(id)).substring(0, 40));
      case LIMIT_EXCEEDED -> limited(id);
      case WRONG_SHAPE -> utf8("{\"id\":" + id + "}");
      case UNKNOWN_VERSION -> utf8("[3,\"insert\"," + event(id) + "," + STATE + "]");
      case UNEXPECTED_OPERATION -> utf8("[2,\"explode\"," + id + "]");
      case MISSING_FIELD -> utf8(insert("{\"project_id\":" + id + "}"));
      case INVALID_FIELD ->
          utf8(
              insert(
                  event(id)
                      .replace("\"group_id\":7", "\"group_id\":123456789012345678901234567890")));
      case TASK_TOO_LARGE -> largeTask(id);
    };
  }

  /** Fails within {@link #DEPTH_LIMIT}, and asks for a task with the limit raised. */
  public static byte[] limited(int id) {
    String nested = "[".repeat(DEPTH_LIMIT + 10) + "]".repeat(DEPTH_LIMIT + 10);
    return utf8(insert(event(id).replace("{", "{\"data\":" + nested + ",")));
  }

  /** Fits a topic, and asks for a task that does not: it has the group states in two forms. */
  private static byte[] largeTask(int id) {
    String groupStates = "{\"group_states\":[{\"id\":\"" + "g".repeat(540_000) + "\"}],";
    return utf8(insert(event(id)).replace(STATE, STATE.replace("{", groupStates)));
  }

  /** Asks for a task on {@code queue}. */
  public static byte[] withQueue(int id, String queue) {
    String field = "{\"queue\":\"" + queue + "\",";
    return utf8(insert(event(id)).replace(STATE, STATE.replace("{", field)));
  }

  /** Asks for a task. */
  public static byte[] good(int id) {
    return utf8(insert(event(id)));
  }

  private static byte[] withInvalidUtf8(int id) {
    byte[] value = utf8(insert(event(id)));
    int inEventId = new String(value, StandardCharsets.UTF_8).indexOf("\"e" + id) + 1;
    value[inEventId] = (byte) 0xFF;
    return value;
  }

  private static String event(int id) {
    return "{\"event_id\":\"e"
        + id
        + "\",\"project_id\":"
        + id
        + ",\"group_id\":7,\"primary_hash\":\"h\"}";
  }

  private static String insert(String event) {
    return "[2,\"insert\"," + event + "," + STATE + "]";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
