// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Cuts a JSON document in depth, breadth, length and total size, and masks possible secrets. Each
 * cut leaves a mark. For one document.
 */
final class JsonPreview {

  private static final int MAX_DEPTH = 10;
  private static final int MAX_ELEMENTS = 20;
  private static final int MAX_FIELDS = 100;
  private static final int MAX_STRING = 200;
  private static final int MAX_NODES = 1_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private int nodes;

  private JsonPreview() {}

  static JsonNode of(JsonNode document) {
    return new JsonPreview().preview(document, 0);
  }

  private JsonNode preview(JsonNode node, int depth) {
    nodes++;
    if (node.isTextual()) {
      return NODES.textNode(SecretMask.mask(Printable.bound(node.textValue(), MAX_STRING)));
    }
    if (!node.isContainerNode() || node.isEmpty()) {
      return node;
    }
    if (depth == MAX_DEPTH || nodes > MAX_NODES) {
      return omitted(node.size());
    }
    return node.isObject() ? object(node, depth + 1) : array(node, depth + 1);
  }

  private static JsonNode omitted(int elements) {
    return NODES.textNode("... (" + elements + " more)");
  }

  private JsonNode object(JsonNode node, int depth) {
    ObjectNode preview = NODES.objectNode();
    boolean holdsSecret = isNamedSecret(node.path("key")) || isNamedSecret(node.path("name"));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (preview.size() == MAX_FIELDS) {
        return preview.set("...", omitted(node.size() - MAX_FIELDS));
      }
      String name = field.getKey();
      boolean secret =
          SecretMask.isSecret(name) || (holdsSecret && !name.equals("key") && !name.equals("name"));
      preview.set(
          Printable.bound(name, MAX_STRING),
          secret ? masked(field.getValue()) : preview(field.getValue(), depth));
    }
    return preview;
  }

  private JsonNode array(JsonNode node, int depth) {
    ArrayNode preview = NODES.arrayNode();
    if (node.size() == 2 && isNamedSecret(node.get(0))) {
      return preview.add(preview(node.get(0), depth)).add(masked(node.get(1)));
    }
    for (JsonNode element : node) {
      if (preview.size() == MAX_ELEMENTS) {
        return preview.add(omitted(node.size() - MAX_ELEMENTS));
      }
      preview.add(preview(element, depth));
    }
    return preview;
  }

  /**
   * Names can be next to their values, too: {@code ["Cookie", "..."]}, {@code {"key": "token"}}.
   */
  private static boolean isNamedSecret(JsonNode name) {
    return name.isTextual()
        && name.textValue().length() <= MAX_STRING
        && SecretMask.isSecret(name.textValue());
  }

  /** Null, booleans and empty containers are no secrets, and often what one looks for. */
  private static JsonNode masked(JsonNode value) {
    return value.isNull() || value.isBoolean() || (value.isContainerNode() && value.isEmpty())
        ? value
        : NODES.textNode(SecretMask.MASK);
  }
}
