// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates of a broker and a client, made by the keytool of this JDK, in PKCS12 files. */
public final class TestCertificates {

  private final Path directory;
  private final String password;

  /**
   * @param password of every file
   */
  public TestCertificates(Path directory, String password) throws Exception {
    this.directory = directory;
    this.password = password;
    generate("broker");
    generate("forwarder");
    trust("broker", "trusts-broker");
    trust("forwarder", "trusts-forwarder");
  }

  /** A key and its certificate: {@code broker} or {@code forwarder}. */
  public String keystore(String name) {
    return directory.resolve(name + ".p12").toString();
  }

  public String trustsBroker() {
    return directory.resolve("trusts-broker.p12").toString();
  }

  /** Knows the client only. */
  public String trustsForwarder() {
    return directory.resolve("trusts-forwarder.p12").toString();
  }

  private void generate(String name) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-validity",
        "2",
        "-ext",
        "SAN=IP:127.0.0.1,DNS:localhost",
        "-keystore",
        keystore(name));
  }

  private void trust(String name, String file) throws Exception {
    String certificate = directory.resolve(name + ".pem").toString();
    keytool(
        "-exportcert", "-rfc", "-alias", name, "-file", certificate, "-keystore", keystore(name));
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        certificate,
        "-keystore",
        directory.resolve(file + ".p12").toString());
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
  }
}
