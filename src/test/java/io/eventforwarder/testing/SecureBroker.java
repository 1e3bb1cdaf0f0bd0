// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker with a listener for each kind of security, and an authorizer. Who comes over the
 * plaintext listener may do everything, as may {@link #USER} and the holder of the client
 * certificate; the other users may do what ACLs say.
 */
public final class SecureBroker implements AutoCloseable {

  /** How clients come in. */
  public enum Mode {
    PLAINTEXT("PLAINTEXT"),
    TLS("SSL"),
    MUTUAL_TLS("SSL"),
    SASL_PLAIN("SASL_SSL"),
    SASL_SCRAM("SASL_SSL"),
    /** For the users with ACLs. */
    PASSWORD("SASL_PLAINTEXT");

    private final String protocol;

    Mode(String protocol) {
      this.protocol = protocol;
    }
  }

  public static final String USER = "forwarder";

  private final Map<Mode, Integer> ports = new LinkedHashMap<>();
  private final TestCertificates certificates;
  private final String filePassword;
  private final String userPassword;
  private final EmbeddedBroker broker;

  /**
   * @param filePassword of keystores and truststores
   * @param userPassword of every user
   * @param users beside {@link #USER}
   */
  public SecureBroker(Path directory, String filePassword, String userPassword, List<String> users)
      throws Exception {
    this.filePassword = filePassword;
    this.userPassword = userPassword;
    certificates = new TestCertificates(directory, filePassword);
    for (Mode mode : Mode.values()) {
      ports.put(mode, FreePorts.next());
    }
    broker = EmbeddedBroker.start(settings(users));
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      USER,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      userPassword)))
          .all()
          .get();
    }
  }

  private Map<String, String> settings(List<String> users) throws IOException {
    String listeners =
        ports.entrySet().stream()
            .map(port -> name(port.getKey()) + "://127.0.0.1:" + port.getValue())
            .collect(Collectors.joining(","));
    String controller = "127.0.0.1:" + FreePorts.next();
    Map<String, String> settings = new HashMap<>();
    settings.put("listeners", listeners + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", listeners);
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put(
        "listener.security.protocol.map",
        Arrays.stream(Mode.values())
                .map(mode -> name(mode) + ":" + mode.protocol)
                .collect(Collectors.joining(","))
            + ",CONTROLLER:PLAINTEXT");
    settings.put("ssl.keystore.location", certificates.keystore("broker"));
    settings.put("ssl.keystore.password", filePassword);
    settings.put("ssl.truststore.location", certificates.trustsForwarder());
    settings.put("ssl.truststore.password", filePassword);
    settings.put("listener.name.mutualtls.ssl.client.auth", "required");
    String passwords =
        plainModule(USER)
            + users.stream()
                .map(user -> " user_" + user + "=\"" + userPassword + "\"")
                .collect(Collectors.joining())
            + " user_"
            + USER
            + "=\""
            + userPassword
            + "\";";
    for (String listener : List.of("saslplain", "password")) {
      settings.put("listener.name." + listener + ".sasl.enabled.mechanisms", "PLAIN");
      settings.put("listener.name." + listener + ".plain.sasl.jaas.config", passwords);
    }
    settings.put("listener.name.saslscram.sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        "listener.name.saslscram.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS;User:" + USER + ";User:CN=" + USER);
    return settings;
  }

  private static String name(Mode mode) {
    return mode.name().replace("_", "");
  }

  private String plainModule(String user) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
        + user
        + "\" password=\""
        + userPassword
        + "\"";
  }

  public EmbeddedBroker broker() {
    return broker;
  }

  public TestCertificates certificates() {
    return certificates;
  }

  /** An admin who may do everything. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", servers(Mode.PLAINTEXT)));
  }

  public String servers(Mode mode) {
    return "127.0.0.1:" + ports.get(mode);
  }

  /** What a Kafka client must set to come in. */
  public Map<String, String> client(Mode mode, String user) {
    Map<String, String> client = new HashMap<>();
    client.put("security.protocol", mode.protocol);
    if (mode.protocol.endsWith("SSL")) {
      client.put("ssl.truststore.location", certificates.trustsBroker());
      client.put("ssl.truststore.password", filePassword);
    }
    switch (mode) {
      case MUTUAL_TLS -> {
        client.put("ssl.keystore.location", certificates.keystore("forwarder"));
        client.put("ssl.keystore.password", filePassword);
      }
      case SASL_PLAIN, PASSWORD -> {
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", plainModule(user) + ";");
      }
      case SASL_SCRAM -> {
        client.put("sasl.mechanism", "SCRAM-SHA-512");
        client.put(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                + user
                + "\" password=\""
                + userPassword
                + "\";");
      }
      default -> {}
    }
    return client;
  }

  /** The same as settings of the forwarder, for source and sink. */
  public Map<String, String> settings(Mode mode, String user) {
    Map<String, String> settings = new HashMap<>();
    settings.put("source.bootstrap-servers", servers(mode));
    client(mode, user)
        .forEach(
            (key, value) -> {
              settings.put("kafka.source.properties." + key, value);
              settings.put("kafka.sink.properties." + key, value);
            });
    return settings;
  }

  @Override
  public void close() throws IOException {
    broker.close();
  }
}
