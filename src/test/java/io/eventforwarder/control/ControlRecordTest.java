// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.decode.DecodeMode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlRecordTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          decode.mode                 | {"value":"value-only","percent":25}     | value-only    | 25
          decode.mode/events          | {"value": "headers-first"}              | headers-first | 100
          dispatch.paused             | {"value":true}                          | true          | 100
          dispatch.paused/events      | {"value":"false"}                       | false         | 100
          dispatch.drop-project/42    | {"value":true}                          | true          | 100
          """)
  void isReadAndWrittenAsItWasRead(String key, String json, String value, int percent)
      throws Exception {
    ControlRecord record = ControlRecord.read(bytes(key), bytes(json));

    assertThat(record.key()).hasToString(key);
    assertThat(record.setting()).contains(new Setting(SwitchKey.parse(key), value, percent));
    assertThat(ControlRecord.read(record.keyBytes(), record.valueBytes())).isEqualTo(record);
  }

  @Test
  void unsetsWithoutAValue() throws Exception {
    ControlRecord record = ControlRecord.read(bytes("decode.mode"), null);

    assertThat(record.setting()).isEqualTo(Optional.empty());
    assertThat(record.valueBytes()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          decode.mood                 | {"value":"value-only"}              | there is no switch decode.mood; write decode.mode, dispatch.paused or dispatch.drop-project/<id>
          decode.mode/no topic        | {"value":"value-only"}              | decode.mode is for a topic or for all; write decode.mode/<topic> or decode.mode
          decode.mode                 | {"value":"secret"}                  | decode.mode takes headers-first or value-only
          decode.mode                 | {"value":"value-only","percent":101}| percent of decode.mode is 101; write a whole number from 0 to 100
          decode.mode                 | {"value":"value-only","percent":2.5}| the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | {"value":"value-only","secret":1}   | the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | {"percent":1}                       | the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | {"value":"value-only","percent":"5"}| the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | {"value":"value-only","value":true} | the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | null                                | the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | []                                  | the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | secret                              | the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          decode.mode                 | {"value":true} secret               | the value of decode.mode is not JSON such as {"value":"value-only","percent":10}
          dispatch.paused             | {"value":1}                         | the value of dispatch.paused is not JSON such as {"value":true}
          dispatch.paused             | {"value":true,"percent":5}          | dispatch.paused takes no percent; only decode.mode does
          dispatch.drop-project       | {"value":true}                      | dispatch.drop-project needs the id of a project, a whole number; write for example dispatch.drop-project/42
          dispatch.drop-project/x     | {"value":true}                      | dispatch.drop-project needs the id of a project, a whole number; write for example dispatch.drop-project/42
          """)
  void saysWhatIsWrongWithoutQuotingIt(String key, String json, String problem) {
    assertThatThrownBy(() -> ControlRecord.read(bytes(key), bytes(json)))
        .isInstanceOf(InvalidSwitchException.class)
        .hasMessage(problem);
  }

  @Test
  void needsAKey() {
    assertThatThrownBy(() -> ControlRecord.read(null, null))
        .hasMessage("the record has no key; it must name a switch");
    assertThatThrownBy(() -> ControlRecord.read(new byte[] {(byte) 0xC3}, null))
        .isInstanceOf(InvalidSwitchException.class)
        .hasMessageStartingWith("there is no switch");
  }

  @Test
  void aTopicsSettingGoesBeforeThatOfAllAndThatBeforeTheConfiguration() throws Exception {
    Switches none = Switches.none(DecodeMode.HEADERS_FIRST);
    Switches all = none.with(stored("decode.mode", "value-only", null));
    Switches both = all.with(stored("decode.mode/events", "value-only", 0));

    assertThat(none.decodeMode("events", 0)).isEqualTo(DecodeMode.HEADERS_FIRST);
    assertThat(all.decodeMode("events", 0)).isEqualTo(DecodeMode.VALUE_ONLY);
    assertThat(both.decodeMode("events", 0)).isEqualTo(DecodeMode.HEADERS_FIRST);
    assertThat(both.decodeMode("transactions", 0)).isEqualTo(DecodeMode.VALUE_ONLY);
    assertThat(both.without(SwitchKey.parse("decode.mode/events")).decodeMode("events", 0))
        .isEqualTo(DecodeMode.VALUE_ONLY);
    assertThat(all.valueOnlyPercent("events")).isEqualTo(100);
    assertThat(both.valueOnlyPercent("events")).isZero();
    assertThat(
            Switches.none(DecodeMode.VALUE_ONLY)
                .with(stored("decode.mode", "headers-first", 30))
                .valueOnlyPercent("events"))
        .isEqualTo(70);
  }

  @Test
  void pausesTopicsAndDropsProjects() throws Exception {
    Switches switches =
        Switches.none(DecodeMode.HEADERS_FIRST)
            .with(stored("dispatch.paused", "true", null))
            .with(stored("dispatch.paused/events", "false", null))
            .with(stored("dispatch.drop-project/42", "true", null))
            .with(stored("dispatch.drop-project/43", "false", null));

    assertThat(switches.isPaused("events")).isFalse();
    assertThat(switches.isPaused("transactions")).isTrue();
    assertThat(switches.isDropped(42L)).isTrue();
    assertThat(switches.isDropped(43L)).isFalse();
    assertThat(switches.isDropped("42")).isFalse();
    assertThat(switches.isDropped(null)).isFalse();
  }

  private static Setting.Stored stored(String key, String value, Integer percent)
      throws InvalidSwitchException {
    return new Setting.Stored(Setting.of(SwitchKey.parse(key), value, percent), null, 0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
