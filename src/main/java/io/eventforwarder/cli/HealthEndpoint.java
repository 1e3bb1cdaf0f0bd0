// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventforwarder.kafka.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Answers probes over HTTP, on all interfaces: {@code /ready} and {@code /live}, with status 200 or
 * 503 and one line of text.
 */
final class HealthEndpoint implements AutoCloseable {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final JobHealth health;

  private HealthEndpoint(HttpServer server, JobHealth health) {
    this.server = server;
    this.health = health;
  }

  /**
   * @throws UnavailableException if the port is taken
   */
  static HealthEndpoint start(int port, JobHealth health) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(port), 0);
    } catch (IOException e) {
      throw new UnavailableException(
          "--health-port %d: %s; choose another port".formatted(port, e.getMessage()), e);
    }
    HealthEndpoint endpoint = new HealthEndpoint(server, health);
    server.createContext(
        "/ready", exchange -> endpoint.answer(exchange, JobHealth.Finding::isReady));
    server.createContext(
        "/live", exchange -> endpoint.answer(exchange, JobHealth.Finding::isAlive));
    server.start();
    return endpoint;
  }

  private void answer(HttpExchange exchange, Predicate<JobHealth.Finding> isWell)
      throws IOException {
    try (exchange) {
      int status = UNAVAILABLE;
      String message;
      try {
        JobHealth.Finding finding = health.find();
        message = finding.message();
        status = isWell.test(finding) ? OK : UNAVAILABLE;
      } catch (UnavailableException e) {
        message = e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        message = "stopping";
      }
      byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
