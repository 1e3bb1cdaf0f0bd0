// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** Describes a client's failure and the remedy in one line. */
final class ClientFailure {

  private ClientFailure() {}

  /**
   * @param place the cluster and the key of its servers in the configuration
   * @param prefix of the client's properties in the configuration
   * @param protocol the client's security protocol
   */
  static String message(Throwable cause, String place, String prefix, String protocol) {
    if (cause instanceof SaslAuthenticationException
        || cause instanceof UnsupportedSaslMechanismException) {
      return "%s refuses the login: %s; check user and password in %ssasl.jaas.config, and %ssasl.mechanism"
          .formatted(place, cause.getMessage(), prefix, prefix);
    }
    if (cause instanceof SslAuthenticationException) {
      return ("no TLS connection with %s: %s; check %sssl.truststore.* (whom this client trusts),"
              + " ssl.keystore.* (who it is) and security.protocol = %s")
          .formatted(place, rootMessage(cause), prefix, protocol);
    }
    if (cause instanceof AuthorizationException) {
      return "%s does not allow this: %s; grant the right (kafka-acls.sh --add), see the README's list"
          .formatted(place, cause.getMessage());
    }
    // Kafka has no exception of its own for a client that cannot be created.
    if (cause.getClass() == KafkaException.class || cause instanceof ConfigException) {
      return ("no client for %s can be made: %s; check %sssl.* and sasl.*: the files, their types and"
              + " their passwords")
          .formatted(place, rootMessage(cause), prefix);
    }
    return ("cannot reach %s: %s; check that the brokers run, that this machine reaches them, and the"
            + " security settings (%ssecurity.protocol = %s)")
        .formatted(place, rootMessage(cause), prefix, protocol);
  }

  /** The message of the outermost exception, and that of the innermost, which has the reason. */
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
