// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.source.KafkaHeaderCursor;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code decode}: decodes records from standard input as the job does. Needs no Flink. */
@Command(
    name = "decode",
    description = "Shows what the job does with records read from standard input.",
    footer = {
      "",
      "Input, one JSON object a line:",
      "  {\"id\": \"1\", \"use_headers\": true, \"eventstream_type\": \"error\",",
      "   \"headers\": [[\"name\", \"base64 or null\"], ...], \"value\": \"base64 or null\"}",
      "Output, one line for each, in order:",
      "  {\"id\": \"1\", \"outcome\": \"dispatch|skip|fail\", \"via\": \"headers|body\", \"fallback\": false,",
      "   \"header_error\": null, \"error\": null, \"task\": {\"queue\": ..., \"kwargs\": {...}}}",
      "A line that is not such an object gives outcome fail with error INVALID_INPUT."
    })
final class DecodeCommand extends ForwarderCommand {

  @Option(
      names = "--jsonl",
      required = true,
      description = "Read and write one JSON object a line.")
  private boolean jsonl;

  @Option(names = "--strict", description = "Exit with 4 if any record fails.")
  private boolean strict;

  @Option(
      names = "--max-depth",
      defaultValue = "1000",
      description = "As decode.max-depth. Default: ${DEFAULT-VALUE}.")
  private int maxDepth;

  @Option(
      names = "--max-number-length",
      defaultValue = "4300",
      description = "As decode.max-number-length. Default: ${DEFAULT-VALUE}.")
  private int maxNumberLength;

  @Option(
      names = "--max-string-length",
      defaultValue = "50000000",
      description = "As decode.max-string-length. Default: ${DEFAULT-VALUE}.")
  private int maxStringLength;

  @Override
  public Integer call() throws IOException {
    MessageDecoder decoder = new MessageDecoder(limits());
    boolean anyFailed = false;
    try (Writer output =
            new BufferedWriter(
                new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 16);
        Reader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = readLine(input); line != null; line = readLine(input)) {
        if (line.isBlank()) {
          continue;
        }
        ObjectNode decoded = decode(line, decoder);
        anyFailed |= decoded.path("outcome").textValue().equals("fail");
        output.write(JsonLine.of(decoded.toString()));
        output.write('\n');
        if (!input.ready()) {
          output.flush();
        }
      }
    }
    return strict && anyFailed ? ExitCode.DATA_PROBLEM : ExitCode.DONE;
  }

  /**
   * Reads up to the next line feed; null at the end. Unlike {@link BufferedReader#readLine}, it
   * does not stop at a carriage return, which JSON allows between tokens.
   */
  private static String readLine(Reader input) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = input.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      line.append((char) c);
      c = input.read();
    }
    return line.toString();
  }

  private DecodeLimits limits() {
    try {
      return new DecodeLimits(maxDepth, maxNumberLength, maxStringLength);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private ObjectNode decode(String line, MessageDecoder decoder) {
    JsonNode id = null;
    try {
      JsonNode input = JsonLine.READER.readTree(line);
      if (!input.isObject()) {
        throw new IllegalArgumentException("expected a JSON object");
      }
      id = input.get("id");
      boolean usesHeaders = input.path("use_headers").asBoolean(true);
      return DecodedJson.of(
          id,
          decoder.decode(
              usesHeaders ? DecodeMode.HEADERS_FIRST : DecodeMode.VALUE_ONLY,
              new KafkaHeaderCursor().over(headers(input.path("headers"))),
              bytes("value", input.path("value")),
              type(input.path("eventstream_type").asText(null))));
    } catch (JsonProcessingException e) {
      return DecodedJson.invalid(id, "the line is not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return DecodedJson.invalid(id, e.getMessage());
    }
  }

  private static EventStreamType type(String name) {
    return name == null
        ? null
        : EventStreamType.find(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "eventstream_type: expected error, transaction, generic or null"));
  }

  private static Headers headers(JsonNode entries) {
    if (!entries.isArray() && !entries.isMissingNode() && !entries.isNull()) {
      throw new IllegalArgumentException("headers: expected an array of [name, base64 or null]");
    }
    Headers headers = new RecordHeaders();
    for (JsonNode entry : entries) {
      if (!entry.isArray() || entry.size() != 2 || !entry.get(0).isTextual()) {
        throw new IllegalArgumentException("headers: expected [name, base64 or null]");
      }
      headers.add(entry.get(0).textValue(), bytes("headers", entry.get(1)));
    }
    return headers;
  }

  private static byte[] bytes(String field, JsonNode value) {
    String base64 = value.asText(null);
    try {
      return base64 == null ? null : Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(field + ": expected base64 or null", e);
    }
  }
}
