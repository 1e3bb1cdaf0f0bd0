// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  /**
   * A record's value.
   *
   * @param value text or a boolean
   */
  private record Body(Object value, Integer percent) {}

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
    return setting.map(ControlRecord::bytes).orElse(null);
  }

  private static byte[] bytes(Setting setting) {
    boolean isMode = setting.key().name() == Switch.DECODE_MODE;
    try {
      return MAPPER.writeValueAsBytes(
          isMode ? new Body(setting.value(), setting.percent()) : new Body(setting.isOn(), null));
    } catch (JacksonException e) {
      throw new IllegalStateException("text and numbers are always JSON", e);
    }
  }
}
