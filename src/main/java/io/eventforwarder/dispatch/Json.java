// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.decode.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads JSON with Jackson, for values that the decoder has accepted. They are within its limits, so
 * Jackson has none.
 */
public final class Json {

  private static final ObjectMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(Integer.MAX_VALUE)
                      .maxNumberLength(Integer.MAX_VALUE)
                      .maxStringLength(Integer.MAX_VALUE)
                      .maxNameLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private Json() {}

  public static JsonNode readTree(JsonText text) {
    try {
      return MAPPER.readTree(text.utf8());
    } catch (IOException e) {
      throw new UncheckedIOException("the decoder accepted what is not JSON", e);
    }
  }
}
