// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuePreviewTest {

  private static ValuePreview preview(String value, boolean full) {
    return ValuePreview.of(value.getBytes(StandardCharsets.UTF_8), full);
  }

  private static String shown(String value) {
    return preview(value, false).content().toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\":\"hunter2\"}",
        "{\"a\":{\"X-Api-Key\":[\"hunter2\"]}}",
        "{\"headers\":[[\"Authorization\",\"hunter2\"]]}",
        "{\"vars\":[{\"key\":\"session_token\",\"value\":\"hunter2\"}]}",
        "{\"h\":\"Bearer hunter2hunter2\"}",
        "{\"url\":\"https://me:hunter2@example.com/\"}",
        "{\"url\":\"/login?user=me&token=hunter2&x=1\"}",
        "{\"log\":\"set password: hunter2\"}",
        "{\"jwt\":\"x eyJhbGciOiJI.hunter2.hunter2\"}",
        "{\"pem\":\"-----BEGIN RSA PRIVATE KEY-----hunter2\"}",
        "{\"token\":123456, \"x\":\"token=hunter2\"}",
      })
  void masksWhatCouldBeASecret(String value) {
    assertThat(shown(value)).doesNotContain("hunter2").doesNotContain("123456").contains("***");
    assertThat(preview(value, true).content().toString()).contains("hunter2");
  }

  @Test
  void masksInWhatIsNotJson() {
    String broken =
        "[2,\"insert\",{\"password\":\"hunter two\",\"cookies\":[\"hunter2\"],\"a\":\"b";

    String dump = preview(broken, false).text();

    assertThat(preview(broken, false).format()).isEqualTo("hex");
    assertThat(dump).doesNotContain("hunter").contains("insert").contains("***");
    // 68 75 6e 74 65 72: hunter.
    assertThat(dump).doesNotContain("68 75 6e 74");
    assertThat(preview(broken, true).text()).contains("68 75 6e 74");
  }

  @Test
  void leavesTheRestAsItIs() {
    String value =
        "[2,\"insert\",{\"event_id\":\"e1\",\"project_id\":1,\"message\":\"Über\",\"token\":null},1.50]";

    assertThat(shown(value)).isEqualTo(value);
  }

  @Test
  void boundsWhatItShows() {
    String value =
        "{\"long\":\""
            + "x".repeat(5_000)
            + "\",\"many\":["
            + "1,".repeat(500)
            + "1],\"deep\":"
            + "[".repeat(300)
            + "]".repeat(300)
            + "}";

    JsonNode content = preview(value, false).content();

    assertThat(content.get("long").asText()).endsWith("... (5000 characters)").hasSizeLessThan(250);
    assertThat(content.get("many")).hasSize(21);
    assertThat(content.get("many").get(20).asText()).isEqualTo("... (481 more)");
    assertThat(content.toString()).hasSizeLessThan(600);
    assertThat(preview(value, true).content().get("long").asText()).hasSize(5_000);
  }

  @Test
  @Timeout(10)
  void isFastOnAnyText() {
    String adverse = "token".repeat(20) + "a-".repeat(500_000) + "\"".repeat(1000);
    long start = System.nanoTime();

    preview("{\"" + adverse, false);
    preview("{\"a\":\"" + "token".repeat(200_000) + "\"}", false);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void distinguishesNullFromEmpty() {
    assertThat(ValuePreview.of(null, false).format()).isEqualTo("null");
    assertThat(ValuePreview.of(new byte[0], false).format()).isEqualTo("hex");
    assertThat(ValuePreview.of(new byte[0], false).text()).isEmpty();
  }

  @Test
  void escapesControlCharacters() {
    assertThat(preview("\"\\u001b[31m\\u009b\\u202e\"", true).text())
        .doesNotContain("\u001b")
        .doesNotContain("\u009b")
        .doesNotContain("\u202e");
    assertThat(Printable.escape("a\u001b[2Jb")).isEqualTo("a\\u001b[2Jb");
  }
}
