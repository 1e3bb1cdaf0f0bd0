// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.HeaderCursor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** One golden case: a record and what the Python forwarder did with it. */
public record DecodeVector(JsonNode json) {

  private static final ObjectMapper MAPPER = new JsonMapper();

  /** The vectors of this project's own, made-up events. */
  public static List<DecodeVector> synthetic() {
    return read(
        Objects.requireNonNull(
            DecodeVector.class.getResourceAsStream("/vectors/decode-synthetic.jsonl")));
  }

  public static List<DecodeVector> read(InputStream lines) {
    List<DecodeVector> vectors = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        vectors.add(new DecodeVector(MAPPER.readTree(line)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vectors;
  }

  public String id() {
    return json.path("id").textValue();
  }

  /** True if the outcome depends on a leniency of Python that this project does not share. */
  public boolean isQuirk() {
    return json.hasNonNull("quirk");
  }

  public boolean useHeaders() {
    return json.path("use_headers").booleanValue();
  }

  public EventStreamType type() {
    JsonNode type = json.path("eventstream_type");
    return type.isTextual()
        ? EventStreamType.valueOf(type.textValue().toUpperCase(Locale.ROOT))
        : null;
  }

  public HeaderCursor headers() {
    return TestHeaders.cursor(headerList());
  }

  public List<TestHeaders.Header> headerList() {
    List<TestHeaders.Header> headers = new ArrayList<>();
    for (JsonNode header : json.path("headers")) {
      headers.add(new TestHeaders.Header(header.get(0).textValue(), bytes(header.get(1))));
    }
    return headers;
  }

  public byte[] value() {
    return bytes(json.path("value"));
  }

  public JsonNode expected() {
    return json.path("expect");
  }

  @Override
  public String toString() {
    return id() + " " + json.path("kind").textValue() + ": " + json.path("note").textValue();
  }

  private static byte[] bytes(JsonNode base64) {
    return base64.isNull() ? null : Base64.getDecoder().decode(base64.textValue());
  }
}
