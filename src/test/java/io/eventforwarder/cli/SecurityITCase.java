// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.testing.SecureBroker;
import io.eventforwarder.testing.SecureBroker.Mode;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Job and commands with a broker that authenticates clients, in each way, and limits their rights.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SecurityITCase {

  private static final String FILE_PASSWORD = "file-4711-secret";
  private static final String USER_PASSWORD = "user-4712-secret";
  private static final int RECORDS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** All that the job needs, and with it what is missing without. */
  private enum Right {
    READ_SOURCE(AclOperation.READ, ResourceType.TOPIC, "lacks Read on topic events-"),
    READ_GROUP(AclOperation.READ, ResourceType.GROUP, "lacks Read on group post-process-forwarder"),
    WRITE_TASKS(AclOperation.WRITE, ResourceType.TOPIC, "lacks Write on topic tasks-"),
    WRITE_DEAD_LETTERS(
        AclOperation.WRITE, ResourceType.TOPIC, "lacks Write on topic dead-letters-"),
    WRITE_LEDGER(AclOperation.WRITE, ResourceType.TOPIC, "lacks Write on topic ledger-"),
    READ_OUTPUT(AclOperation.READ, ResourceType.TOPIC, "lacks Read on topic dead-letters-"),
    WRITE_TRANSACTIONS(
        AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, "lacks Write on transactional-id test-"),
    DESCRIBE_CONFIGS(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, null);

    private final AclOperation operation;
    private final ResourceType type;
    private final String complaint;

    Right(AclOperation operation, ResourceType type, String complaint) {
      this.operation = operation;
      this.type = type;
      this.complaint = complaint;
    }

    String user() {
      return "without_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String LEAST = "least";

  @TempDir private static Path directory;

  private static SecureBroker broker;
  private static TestCluster cluster;

  private TestTopics topics;

  @BeforeAll
  static void start() throws Exception {
    List<String> users =
        Stream.concat(Stream.of(LEAST), Stream.of(Right.values()).map(Right::user)).toList();
    broker = new SecureBroker(directory, FILE_PASSWORD, USER_PASSWORD, users);
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker.broker(), 1, 1);
  }

  // ---- Each way in.

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"TLS", "MUTUAL_TLS", "SASL_PLAIN", "SASL_SCRAM"})
  void jobAndCommandsWorkWith(Mode mode) throws Exception {
    forwardsAndProves(broker.settings(mode, SecureBroker.USER));
  }

  private void forwardsAndProves(Map<String, String> settings) throws Exception {
    SampleTraffic traffic = new SampleTraffic(1, 300);
    topics.produce(
        IntStream.range(0, RECORDS)
            .mapToObj(
                i -> {
                  SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR);
                  return new ProducerRecord<>(
                      topics.source, null, null, null, sample.value(), sample.headers());
                }));
    JobID job = cluster.submit(topics.settings(settings), 1);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                topics.read(topics.ledger).stream()
                    .anyMatch(row -> new String(row.value()).contains("\"to\":" + RECORDS + ",")));
    cluster.stop(job, directory);

    CommandLineRun check = run(settings, "check");
    assertThat(check.out()).doesNotContain("fail ").contains("ok     transactions");
    assertThat(check.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void commandsThatReadAndWriteWorkToo() throws Exception {
    Map<String, String> settings = broker.settings(Mode.SASL_SCRAM, SecureBroker.USER);
    forwardsAndProves(settings);

    CommandLineRun audit = run(settings, "audit");
    assertThat(audit.out()).contains("all " + RECORDS + " records accounted for, each once");
    assertThat(run(settings, "dead-letters", "list").lines()).hasSizeGreaterThan(1);
    assertThat(run(settings, "explain", topics.source, "0", "0").exitCode())
        .isEqualTo(ExitCode.DONE);
    assertThat(run(settings, "dead-letters", "replay", "--to", "source", "--execute").exitCode())
        .isEqualTo(ExitCode.DONE);
  }

  // ---- Closed doors.

  static Stream<Arguments> closedDoors() {
    Map<String, String> wrongUser =
        both("sasl.jaas.config", jaas("PlainLoginModule", "plain", "nobody"));
    return Stream.of(
        Arguments.of(
            Mode.SASL_PLAIN,
            wrongUser,
            "refuses the login: Authentication failed: Invalid username or password; check user and"
                + " password in kafka.source.properties.sasl.jaas.config"),
        Arguments.of(
            Mode.SASL_SCRAM,
            both("sasl.jaas.config", jaas("ScramLoginModule", "scram", "nobody")),
            "refuses the login: "),
        Arguments.of(
            Mode.SASL_SCRAM, Map.of("kafka.source.properties.sasl.mechanism", "PLAIN"), "; check"),
        Arguments.of(
            Mode.TLS,
            both("ssl.truststore.location", broker.certificates().trustsForwarder()),
            "no TLS connection with Kafka at "),
        Arguments.of(Mode.MUTUAL_TLS, without("ssl.keystore.location"), "no client for Kafka at "),
        Arguments.of(
            Mode.MUTUAL_TLS,
            without("ssl.keystore.location", "ssl.keystore.password"),
            "no TLS connection with Kafka at "),
        Arguments.of(
            Mode.TLS, both("security.protocol", "PLAINTEXT"), "security.protocol = PLAINTEXT"),
        Arguments.of(Mode.PLAINTEXT, both("security.protocol", "SSL"), "security.protocol = SSL"),
        Arguments.of(
            Mode.TLS,
            both("ssl.truststore.location", "/no/such/truststore.p12"),
            "/no/such/truststore.p12"),
        Arguments.of(
            Mode.TLS,
            both("ssl.truststore.password", "wrong-4713-secret"),
            "the files, their types and their passwords"));
  }

  private static String jaas(String module, String mechanism, String user) {
    return "org.apache.kafka.common.security."
        + mechanism
        + "."
        + module
        + " required username=\""
        + user
        + "\" password=\"wrong-4713-secret\";";
  }

  private static Map<String, String> both(String property, String value) {
    return Map.of(
        "kafka.source.properties." + property, value, "kafka.sink.properties." + property, value);
  }

  private static Map<String, String> without(String... properties) {
    Map<String, String> without = new HashMap<>();
    for (String property : properties) {
      without.putAll(both(property, ""));
    }
    return without;
  }

  @ParameterizedTest
  @MethodSource("closedDoors")
  void reportsInOneLineWhyTheBrokerRefuses(Mode mode, Map<String, String> wrong, String expected) {
    Map<String, String> settings = new HashMap<>(broker.settings(mode, SecureBroker.USER));
    settings.putAll(wrong);
    settings.values().removeIf(String::isEmpty);

    CommandLineRun run = run(settings, "run");

    assertThat(run.err()).startsWith("error: ").contains(expected).hasLineCount(1);
    assertThat(run.err())
        .contains(broker.servers(mode))
        .doesNotContain("4711")
        .doesNotContain("4712")
        .doesNotContain("4713");
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  // ---- Rights.

  @Test
  void needsTheListedRightsAndNoMoreAndNamesTheMissingOne() throws Exception {
    List<AclBinding> acls = new ArrayList<>(acls(LEAST, null));
    for (Right missing : Right.values()) {
      acls.addAll(acls(missing.user(), missing));
    }
    try (Admin admin = broker.admin()) {
      admin.createAcls(acls).all().get();
    }
    // The broker takes the last of them over a moment after its controller did.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                run(broker.settings(Mode.PASSWORD, Right.DESCRIBE_CONFIGS.user()), "check")
                        .exitCode()
                    == ExitCode.DONE);

    forwardsAndProves(broker.settings(Mode.PASSWORD, LEAST));
    for (Right missing : Right.values()) {
      Map<String, String> settings = broker.settings(Mode.PASSWORD, missing.user());
      CommandLineRun check = run(settings, "check", "--output", "jsonl");
      if (missing.complaint == null) {
        assertThat(check.out()).contains("lacks DescribeConfigs on topic " + topics.source);
        assertThat(check.exitCode()).isEqualTo(ExitCode.DONE);
        continue;
      }
      assertThat(check.out())
          .contains(missing.complaint)
          .contains("kafka-acls.sh --bootstrap-server " + broker.servers(Mode.PASSWORD) + " --add");
      assertThat(check.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
      CommandLineRun run = run(settings, "run");
      assertThat(run.err())
          .startsWith("error: at " + broker.servers(Mode.PASSWORD))
          .contains(missing.complaint)
          .hasLineCount(missing == Right.READ_OUTPUT ? 3 : 1);
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    }
  }

  private List<AclBinding> acls(String user, Right missing) {
    List<AclBinding> acls = new ArrayList<>();
    for (Right right : Right.values()) {
      if (right != missing) {
        names(right).forEach(name -> acls.add(acl(user, right, name)));
      }
    }
    return acls;
  }

  private List<String> names(Right right) {
    return switch (right) {
      case READ_SOURCE -> List.of(topics.source);
      case READ_GROUP -> List.of("post-process-forwarder");
      case WRITE_TASKS -> List.of(topics.tasks);
      case WRITE_DEAD_LETTERS -> List.of(topics.deadLetters);
      case WRITE_LEDGER -> List.of(topics.ledger);
      case READ_OUTPUT -> List.of(topics.tasks, topics.deadLetters, topics.ledger);
      case WRITE_TRANSACTIONS ->
          List.of(topics.settings(Map.of()).get("dispatch.transactional-id-prefix"));
      case DESCRIBE_CONFIGS ->
          List.of(topics.source, topics.tasks, topics.deadLetters, topics.ledger);
    };
  }

  private static AclBinding acl(String user, Right right, String name) {
    return new AclBinding(
        new ResourcePattern(
            right.type,
            name,
            right == Right.WRITE_TRANSACTIONS ? PatternType.PREFIXED : PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", right.operation, AclPermissionType.ALLOW));
  }

  private CommandLineRun run(Map<String, String> settings, String... words) {
    return CommandLineRun.of(topics.arguments(settings, words));
  }
}
