// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/**
 * An invalid setting.
 *
 * @param value null if the key is not set; never a secret
 * @param rule what is expected
 * @param remedy what to do
 */
public record ConfigProblem(String key, String value, String rule, String remedy) {

  @Override
  public String toString() {
    return (value == null ? key + " is not set" : key + " = '" + value + "'")
        + ": "
        + rule
        + "; "
        + remedy;
  }
}
