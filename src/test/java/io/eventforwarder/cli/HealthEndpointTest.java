// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventforwarder.demo.FreePorts;
import io.eventforwarder.kafka.UnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes beside slow clients and a JobManager that does not answer. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HealthEndpointTest {

  private static final Duration MAX_AGE = Duration.ofSeconds(6);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Socket> sockets = new ArrayList<>();

  /** What the JobManager does instead of answering. */
  private enum Hang {
    NONE,
    BEFORE_THE_ANSWER,
    WITHIN_THE_ANSWER
  }

  private volatile Hang hangs = Hang.NONE;
  private HttpServer flink;
  private JobHealth health;
  private HealthEndpoint endpoint;
  private int port;

  @BeforeEach
  void start() throws IOException {
    port = FreePorts.next();
    // Before any other server of this process: see HealthEndpoint on maxReqTime.
    endpoint =
        new HealthEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_AGE);
    flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    flink.setExecutor(threads);
    long now = System.currentTimeMillis();
    serve(
        "/jobs/overview",
        """
        {"jobs": [{"jid": "0a1b", "name": "forwarder", "state": "RUNNING",
                   "start-time": %d, "duration": 60000}]}
        """
            .formatted(now - 60_000));
    serve(
        "/jobs/0a1b/checkpoints",
        """
        {"latest": {"completed": {"id": 12, "latest_ack_timestamp": %d}}}
        """
            .formatted(now));
    serve("/jobs/0a1b/checkpoints/config", "{\"interval\": 1000}");
    flink.start();
    health =
        new JobHealth(URI.create("http://127.0.0.1:" + flink.getAddress().getPort()), "forwarder");
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    closed.countDown();
    endpoint.close();
    flink.stop(0);
    threads.shutdownNow();
  }

  private void serve(String path, String json) {
    flink.createContext(path, exchange -> answer(exchange, json));
  }

  private void answer(HttpExchange exchange, String json) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      if (hangs == Hang.BEFORE_THE_ANSWER) {
        closed.await();
      }
      exchange.sendResponseHeaders(200, json.length());
      if (hangs == Hang.WITHIN_THE_ANSWER) {
        closed.await();
      }
      exchange.getResponseBody().write(json.getBytes(UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void answersFromTheLastFinding() throws Exception {
    watch();

    assertThat(get("/ready").body())
        .startsWith("job 'forwarder' (0a1b) is RUNNING, checkpoint 12 was completed ")
        .endsWith("\n");
    assertThat(get("/live").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void isLiveAndNotReadyBeforeTheFirstCheck() throws Exception {
    assertThat(get("/live").statusCode()).isEqualTo(200);
    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body()).isEqualTo("the job has not been checked yet\n");
  }

  @Test
  void answersHeadRequests() throws Exception {
    watch();
    Socket socket = send("HEAD /ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void answersBesideAClientThatSendsHalfARequestLineAndEndsItsConnection() throws Exception {
    watch();
    Socket slow = send("GET /rea");

    assertThat(get("/ready").statusCode()).isEqualTo(200);
    assertThat(get("/live").statusCode()).isEqualTo(200);
    slow.setSoTimeout(20_000);
    assertThat(slow.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void recoversFromMoreSlowClientsThanItHasThreads() throws Exception {
    for (int i = 0; i < 20; i++) {
      send("GET /ready HTTP/1.1\r\nHost: a\r\n");
      send("POST /live HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
    }

    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get("/live").statusCode()).isEqualTo(200));
  }

  @Test
  void asksFlinkAboutOnceASecondHoweverManyProbesThereAre() throws Exception {
    watch();
    int before = requests.get();
    long start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      get(i % 2 == 0 ? "/ready" : "/live");
    }
    double seconds = (System.nanoTime() - start) / 1e9;

    assertThat(requests.get() - before).isLessThanOrEqualTo((int) (3 * (seconds + 2)));
  }

  @Test
  void answersAtOnceWhileFlinkDoesNotAnswer() throws Exception {
    watch();
    hangs = Hang.BEFORE_THE_ANSWER;
    int before = requests.get();
    await().until(() -> requests.get() > before);

    assertThat(get("/live").statusCode()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              HttpResponse<String> response = get("/ready");
              assertThat(response.body()).contains("does not answer");
              assertThat(response.statusCode()).isEqualTo(503);
            });
    assertThat(get("/live").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotReadyWhenItsChecksHang() throws Exception {
    watch();
    hangs = Hang.WITHIN_THE_ANSWER;

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(get("/ready").statusCode()).isEqualTo(503));
    assertThat(get("/ready").body())
        .matches("the last check ended \\d+ s ago: job 'forwarder'.*\n");
    assertThat(get("/live").statusCode()).isEqualTo(200);
  }

  @Test
  void listensOnTheGivenAddressOnly() throws Exception {
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .findFirst();
    assumeTrue(other.isPresent(), "this machine has no address but loopback");

    assertThatThrownBy(() -> new Socket(other.get(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void refusesAnAddressWithoutAPortAndAPortThatIsTaken() {
    CommandLineRun noPort = CommandLineRun.of("run", "--health-address", "0.0.0.0");
    CommandLineRun noSuchPort = CommandLineRun.of("run", "--health-port", "65536");

    assertThat(noPort.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(noPort.err())
        .isEqualTo("error: --health-address needs --health-port; see forwarder run --help\n");
    assertThat(noSuchPort.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(noSuchPort.err())
        .startsWith("error: --health-port must be 1 to 65535, was 65536; see");
    InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    assertThatThrownBy(() -> new HealthEndpoint(taken, MAX_AGE))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(
            ":" + port + ": Address already in use; choose another --health-port");
  }

  private void watch() {
    endpoint.watch(health);
    await().untilAsserted(() -> assertThat(get("/ready").statusCode()).isEqualTo(200));
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
    return socket;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(2))
            .build(),
        BodyHandlers.ofString());
  }
}
