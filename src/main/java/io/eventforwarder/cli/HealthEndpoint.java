// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventforwarder.cli.JobHealth.Finding;
import io.eventforwarder.kafka.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Responds to HTTP probes at {@code /ready} and {@code /live} with status 200 or 503 and one line
 * of text. A background thread checks the job once a second; a probe returns its latest finding, so
 * that neither Flink nor another client can delay the response.
 */
final class HealthEndpoint implements AutoCloseable {

  /** Longer than a check takes if the JobManager does not respond. */
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  private static final int THREADS = 4;

  static {
    // Seconds after which the JDK's server closes a connection whose request is incomplete. It
    // reads the property once in the life of a process, when the first server is created.
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty("sun.net.httpserver.maxReqTime", "5");
    }
  }

  private final HttpServer server;
  private final Duration maxAge;
  private final ExecutorService probes = Executors.newFixedThreadPool(THREADS);
  private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor();
  private volatile Finding latest = new Finding(true, false, "the job has not been checked yet");
  private volatile long foundAt = System.nanoTime();

  /**
   * Responds from now on. Until {@link #watch} the process is live and not ready.
   *
   * @param maxAge how old a finding may be
   * @throws UnavailableException if the address cannot be bound
   */
  HealthEndpoint(InetSocketAddress address, Duration maxAge) {
    this.maxAge = maxAge;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UnavailableException(
          "cannot listen on %s:%d: %s; choose another --health-port or --health-address"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    server.setExecutor(probes);
    server.createContext("/ready", exchange -> respond(exchange, Finding::isReady));
    server.createContext("/live", exchange -> respond(exchange, Finding::isAlive));
    server.start();
  }

  /** For people: what clients connect to. */
  String address() {
    return "http://%s:%d"
        .formatted(server.getAddress().getHostString(), server.getAddress().getPort());
  }

  /** Checks the job from now on. */
  void watch(JobHealth health) {
    checks.scheduleWithFixedDelay(() -> check(health), 0, 1, TimeUnit.SECONDS);
  }

  private void check(JobHealth health) {
    try {
      latest = health.find();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      latest = new Finding(latest.isAlive(), false, e.getMessage());
    }
    foundAt = System.nanoTime();
  }

  /** The latest finding, not ready if the checks have stopped or hang. */
  private Finding current() {
    Finding finding = latest;
    Duration age = Duration.ofNanos(System.nanoTime() - foundAt);
    return age.compareTo(maxAge) <= 0
        ? finding
        : new Finding(
            finding.isAlive(),
            false,
            "the last check ended %d s ago: %s".formatted(age.toSeconds(), finding.message()));
  }

  private void respond(HttpExchange exchange, Predicate<Finding> isWell) throws IOException {
    try (exchange) {
      Finding finding = current();
      byte[] body = (finding.message() + "\n").getBytes(StandardCharsets.UTF_8);
      boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(isWell.test(finding) ? 200 : 503, hasBody ? body.length : -1);
      if (hasBody) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    checks.shutdownNow();
    probes.shutdownNow();
  }
}
