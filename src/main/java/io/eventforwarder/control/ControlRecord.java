// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A record of the control topic. Its key is that of a switch, as text. Its value is JSON with the
 * fields {@code value} and, for a decode mode, {@code percent}; without a value it unsets the
 * switch.
 *
 * @param setting empty to unset the switch
 */
public record ControlRecord(SwitchKey key, Optional<Setting> setting) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /** A record's value, in which {@code value} is text or a boolean. */
  private record Body(Object value, Integer percent) {}

  /**
   * @param value null for a tombstone
   * @throws InvalidSwitchException if it is malformed
   */
  static ControlRecord read(byte[] key, byte[] value) throws InvalidSwitchException {
    if (key == null) {
      throw new InvalidSwitchException("the record has no key; it must name a switch");
    }
    SwitchKey switchKey = SwitchKey.parse(new String(key, StandardCharsets.UTF_8));
    return new ControlRecord(
        switchKey, value == null ? Optional.empty() : Optional.of(setting(switchKey, value)));
  }

  private static Setting setting(SwitchKey key, byte[] value) throws InvalidSwitchException {
    try {
      Body body = MAPPER.readValue(value, Body.class);
      if (body != null && (body.value() instanceof String || body.value() instanceof Boolean)) {
        return Setting.of(key, body.value().toString(), body.percent());
      }
    } catch (IOException e) {
      // Reported below, without the parser's message, which quotes the value.
    }
    String example =
        key.name() == Switch.DECODE_MODE
            ? "{\"value\":\"value-only\",\"percent\":10}"
            : "{\"value\":true}";
    throw new InvalidSwitchException("the value of " + key + " is not JSON such as " + example);
  }

  byte[] keyBytes() {
    return key.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Null to unset the switch. */
  byte[] valueBytes() {
    return setting.map(ControlRecord::json).orElse(null);
  }

  private static byte[] json(Setting setting) {
    ObjectNode json = MAPPER.createObjectNode();
    if (setting.key().name() == Switch.DECODE_MODE) {
      json.put("value", setting.value()).put("percent", setting.percent());
    } else {
      json.put("value", setting.isOn());
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
