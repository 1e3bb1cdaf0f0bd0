// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordFieldTest {

  private static RecordField find(String name) {
    byte[] bytes = ("_" + name + "_").getBytes(StandardCharsets.UTF_8);
    return RecordField.HEADERS.find(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @EnumSource
  void findsEachNameButNoSimilarOne(RecordField field) {
    assertThat(find(field.toString())).isEqualTo(field);
    assertThat(find(field.toString() + "_")).isNull();
    assertThat(find(field.toString().substring(1))).isNull();
    assertThat(find(field.toString().substring(0, field.toString().length() - 1) + "?")).isNull();
    assertThat(find(field.toString().toUpperCase(Locale.ROOT))).isNull();
  }

  @Test
  void findsNothingByOtherNames() {
    for (int first = 0; first < 256; first++) {
      for (int length = 0; length < 40; length++) {
        byte[] name = new byte[length];
        Arrays.fill(name, (byte) first);
        assertThat(RecordField.HEADERS.find(name, 0, length)).isNull();
      }
    }
  }
}
