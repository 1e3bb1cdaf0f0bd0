// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.GlobalConfiguration;

/** Hides the values of keys that may hold secrets. */
final class Secrets {

  private static final String HIDDEN = "***";

  private Secrets() {}

  private static boolean isSecret(String key) {
    return GlobalConfiguration.isSensitive(key)
        || key.contains("jaas")
        || key.contains("keystore.key")
        || key.contains("credential");
  }

  /** The value, or asterisks if it is secret; null stays null. */
  static String hide(String key, String value) {
    return value != null && isSecret(key) ? HIDDEN : value;
  }

  /** The properties with asterisks for secret values. */
  static Map<String, String> hide(Map<String, String> properties) {
    Map<String, String> shown = new TreeMap<>(properties);
    shown.replaceAll(Secrets::hide);
    return shown;
  }
}
