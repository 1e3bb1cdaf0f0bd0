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
      return ("no TLS connection with %s: %s; check %sssl.truststore.* (which brokers this client"
              + " trusts), ssl.keystore.* (its own certificate) and security.protocol = %s")
          .formatted(place, rootMessage(cause), prefix, protocol);
    }
    if (cause instanceof AuthorizationException) {
      return "%s does not allow this: %s; grant the right (kafka-acls.sh --add), see the list in the README"
          .formatted(place, cause.getMessage());
    }
    // Kafka has no special exception for a client that cannot be created.
    if (cause.getClass() == KafkaException.class || cause instanceof ConfigException) {
      return ("no client for %s can be created: %s; check %sssl.* and sasl.*: the files, their types"
              + " and their passwords")
          .formatted(place, rootMessage(cause), prefix);
    }
    return ("cannot reach %s: %s; check that the brokers run, that this machine reaches them, and the"
            + " security settings (%ssecurity.protocol = %s)")
        .formatted(place, rootMessage(cause), prefix, protocol);
  }

  /** The messages of the outermost exception and of the innermost, which contains the reason. */
  private static String rootMessage(Throwable throwable) {
    Throwable root = throwable;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean hasReason = root != throwable && root.getMessage() != null;
    String message = throwable.getMessage() + (hasReason ? " (" + root.getMessage() + ")" : "");
    return message.replaceAll("\\s+", " ");
  }
}
