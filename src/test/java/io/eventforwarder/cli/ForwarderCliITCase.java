// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users see when a server, a topic or a setting is not as it should be. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ForwarderCliITCase {

  private static EmbeddedBroker broker;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
    DemoTopics.create(broker);
  }

  @AfterAll
  static void stop() throws IOException {
    broker.close();
  }

  @Test
  void namesAnUnreachableBroker() {
    int exitCode = forwarder("run", "-D", "source.bootstrap-servers=127.0.0.1:1");

    assertThat(exitCode).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString())
        .startsWith("error: cannot reach Kafka at 127.0.0.1:1 (source.bootstrap-servers): ")
        .contains("; check that the brokers run")
        .hasLineCount(1);
  }

  @Test
  void namesAMissingTopic() {
    int exitCode = run("source.topics=no-such-topic:error");

    assertThat(exitCode).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString())
        .startsWith("error: no topic no-such-topic at " + broker.bootstrapServers() + "; create it")
        .hasLineCount(1);
  }

  @Test
  void namesAllMissingOutputTopicsAtOnce() {
    int exitCode = run("dispatch.topic=no-tasks", "dead-letter.topic=no-dead-letters");

    assertThat(exitCode).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString())
        .startsWith("error: no topic no-dead-letters, no-tasks at ")
        .hasLineCount(1);
  }

  @Test
  void refusesATransactionTimeoutThatTheBrokersRefuse() {
    int exitCode = run("kafka.sink.properties.transaction.timeout.ms=900001");

    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "error: kafka.sink.properties.transaction.timeout.ms = '900001': the brokers allow at"
                + " most 900000; lower it, or raise the brokers' transaction.max.timeout.ms");
  }

  @Test
  void refusesToReadItsOutputUnderAnotherNameOfTheCluster() {
    String alias = broker.bootstrapServers().replace("127.0.0.1", "localhost");
    int exitCode = run("dispatch.bootstrap-servers=" + alias, "dead-letter.topic=events");

    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith(
            "error: source.topics = 'events': the job also writes this topic and would read its own"
                + " output ("
                + broker.bootstrapServers()
                + " and "
                + alias
                + " are the same cluster, id ")
        .hasLineCount(1);
  }

  @Test
  void reportsEveryWrongSettingAtOnce() {
    int exitCode = run("checkpoint.intervall=1 s", "decode.max-depth=deep", "decode.mode=fast");

    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .containsExactlyInAnyOrder(
            "error: checkpoint.intervall = '1 s': there is no such key; did you mean"
                + " checkpoint.interval?",
            "error: decode.max-depth = 'deep': not a valid value; write a whole number, at most"
                + " 2147483647",
            "error: decode.mode = 'fast': not a valid value; write one of headers-first,"
                + " value-only");
  }

  @Test
  void showsAStackTraceOnlyOnDemand() {
    int exitCode = run("source.topics=no-such-topic:error", "--verbose");

    assertThat(exitCode).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).contains("\tat io.eventforwarder.job.Preflight");
  }

  @Test
  void runsTheDemoToItsEnd() {
    int exitCode = forwarder("demo", "--count", "400");

    assertThat(out.toString()).contains("all 400 records accounted for, each exactly once");
    assertThat(out.toString()).contains("audit of the ledger: 400 records, 0 faults");
    assertThat(exitCode).isEqualTo(ExitCode.DONE);
  }

  @Test
  void producesSampleTraffic() {
    int exitCode =
        forwarder(
            "produce",
            "-b",
            broker.bootstrapServers(),
            "-n",
            "20",
            "-t",
            "transactions=transaction");

    assertThat(exitCode).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("wrote 20 records to transactions in ");
  }

  /** Runs {@code run} against this test's broker, with settings and other options. */
  private int run(String... settings) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of("-D", "source.bootstrap-servers=" + broker.bootstrapServers()));
    Arrays.stream(settings)
        .flatMap(
            setting ->
                setting.startsWith("--")
                    ? List.of(setting).stream()
                    : List.of("-D", setting).stream())
        .forEach(arguments::add);
    return forwarder(arguments.toArray(String[]::new));
  }

  private int forwarder(String... arguments) {
    return ForwarderCli.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
