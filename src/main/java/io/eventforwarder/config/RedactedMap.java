// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.TreeMap;
import org.apache.flink.configuration.GlobalConfiguration;

/** Properties whose text shows no value that may be a secret. */
final class RedactedMap extends TreeMap<String, String> {

  private static final long serialVersionUID = 1L;

  /** The value, or asterisks if the key may name a secret; null stays null. */
  static String redact(String key, String value) {
    return value != null && isSecret(key) ? "***" : value;
  }

  private static boolean isSecret(String key) {
    return GlobalConfiguration.isSensitive(key)
        || key.contains("jaas")
        || key.contains("keystore.key")
        || key.contains("credential");
  }

  @Override
  public String toString() {
    TreeMap<String, String> shown = new TreeMap<>(this);
    shown.replaceAll(RedactedMap::redact);
    return shown.toString();
  }
}
