// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/**
 * Deep equality of JSON: key order does not count, integer and double differ, and so do 0.0 and
 * -0.0.
 */
public final class JsonComparison {

  private JsonComparison() {}

  public static boolean same(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return sameNumber(left, right);
    }
    if (left.getNodeType() != right.getNodeType() || left.size() != right.size()) {
      return false;
    }
    if (left.isObject()) {
      for (Map.Entry<String, JsonNode> entry : left.properties()) {
        JsonNode other = right.get(entry.getKey());
        if (other == null || !same(entry.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    if (left.isArray()) {
      Iterator<JsonNode> others = right.iterator();
      for (JsonNode element : left) {
        if (!same(element, others.next())) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }

  private static boolean sameNumber(JsonNode left, JsonNode right) {
    if (left.isIntegralNumber() != right.isIntegralNumber()) {
      return false;
    }
    return left.isIntegralNumber()
        ? left.bigIntegerValue().equals(right.bigIntegerValue())
        : Double.compare(left.doubleValue(), right.doubleValue()) == 0;
  }
}
