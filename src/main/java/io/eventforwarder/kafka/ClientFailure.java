// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** What it means that a client fails, in one line. */
final class ClientFailure {

  private ClientFailure() {}

  /**
   * @param key of the servers in the configuration
   * @param prefix of the client's properties there
   * @param protocol that the client speaks
   */
  static String message(
      Throwable cause, String servers, String key, String prefix, String protocol) {
    String place = "Kafka at " + servers + " (" + key + ")";
    if (cause instanceof SaslAuthenticationException
        || cause instanceof UnsupportedSaslMechanismException) {
      return place
          + " refuses the login: "
          + cause.getMessage()
          + "; check user and password in "
          + prefix
          + "sasl.jaas.config, and "
          + prefix
          + "sasl.mechanism";
    }
    if (cause instanceof SslAuthenticationException) {
      return "no TLS connection with "
          + place
          + ": "
          + rootMessage(cause)
          + "; check "
          + prefix
          + "ssl.truststore.* (whom this client trusts), ssl.keystore.* (who it is) and"
          + " security.protocol = "
          + protocol;
    }
    if (cause instanceof AuthorizationException) {
      return place
          + " does not allow this: "
          + cause.getMessage()
          + "; grant the right (kafka-acls.sh --add), see the README's list";
    }
    // Kafka has no class of its own for a client that cannot be made.
    if (cause.getClass() == KafkaException.class || cause instanceof ConfigException) {
      return "no client for "
          + place
          + " can be made: "
          + rootMessage(cause)
          + "; check "
          + prefix
          + "ssl.* and sasl.*: the files, their types and their passwords";
    }
    return "cannot reach "
        + place
        + ": "
        + rootMessage(cause)
        + "; check that the brokers run, that this machine reaches them, and the security settings ("
        + prefix
        + "security.protocol = "
        + protocol
        + ")";
  }

  /** The outer one tells of a failure only, the inner one of its reason. */
  private static String rootMessage(Throwable throwable) {
    StringBuilder message = new StringBuilder(String.valueOf(throwable.getMessage()));
    Throwable root = throwable;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root != throwable && root.getMessage() != null) {
      message.append(" (").append(root.getMessage()).append(')');
    }
    return message.toString().replaceAll("\\s+", " ");
  }
}
