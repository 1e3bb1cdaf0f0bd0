// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;

/**
 * A record of the control topic. The key is that of a switch, as text. The value is a JSON object
 * with the fields {@code value} and, for a decode mode, {@code percent}; a record without a value
 * unsets the switch.
 *
 * @param setting empty to unset the switch
 */
public record ControlRecord(SwitchKey key, Optional<Setting> setting) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final String VALUE = "value";
  private static final String PERCENT = "percent";

  /**
   * @param value null for a tombstone
   * @throws InvalidSwitchException if it is malformed
   */
  static ControlRecord read(byte[] key, byte[] value) throws InvalidSwitchException {
    SwitchKey switchKey = SwitchKey.parse(text(key));
    return new ControlRecord(
        switchKey, value == null ? Optional.empty() : Optional.of(setting(switchKey, value)));
  }

  private static String text(byte[] key) throws InvalidSwitchException {
    if (key == null) {
      throw new InvalidSwitchException("the record has no key; it must name a switch");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidSwitchException("the key is not UTF-8; it must name a switch");
    }
  }

  private static Setting setting(SwitchKey key, byte[] value) throws InvalidSwitchException {
    JsonNode json = json(key, value);
    for (Iterator<String> fields = json.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      if (!field.equals(VALUE) && !field.equals(PERCENT)) {
        throw new InvalidSwitchException(
            "the value of " + key + " has a field other than value and percent");
      }
    }
    JsonNode percent = json.get(PERCENT);
    if (percent != null && !percent.isInt()) {
      throw new InvalidSwitchException("percent of " + key + " is not a whole number");
    }
    JsonNode wanted = json.path(VALUE);
    if (!wanted.isTextual() && !wanted.isBoolean()) {
      throw new InvalidSwitchException("the value of " + key + " lacks its field value");
    }
    return Setting.of(key, wanted.asText(), percent == null ? null : percent.intValue());
  }

  private static JsonNode json(SwitchKey key, byte[] value) throws InvalidSwitchException {
    try {
      JsonNode json = MAPPER.readTree(value);
      if (json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      // Reported below, without the parser's message, which quotes the value.
    }
    throw new InvalidSwitchException("the value of " + key + " is not a JSON object");
  }

  byte[] keyBytes() {
    return key.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Null to unset the switch. */
  byte[] valueBytes() {
    return setting.map(ControlRecord::bytes).orElse(null);
  }

  private static byte[] bytes(Setting setting) {
    ObjectNode json = MAPPER.createObjectNode();
    if (setting.key().name() == Switch.DECODE_MODE) {
      json.put(VALUE, setting.value()).put(PERCENT, setting.percent());
    } else {
      json.put(VALUE, setting.isOn());
    }
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JacksonException e) {
      throw new IllegalStateException("text and numbers are always JSON", e);
    }
  }
}
