// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.dispatch.ParametersFormat;
import io.eventforwarder.dispatch.TaskFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwarderConfigTest {

  private static final Map<String, String> REQUIRED =
      Map.of("source.bootstrap-servers", "localhost:9092");

  @TempDir private Path directory;

  @Test
  void hasTheDocumentedDefaults() {
    ForwarderConfig config = load(REQUIRED);

    assertThat(config.source().typeByTopic()).isEqualTo(Map.of("events", EventStreamType.ERROR));
    assertThat(config.source().groupId()).isEqualTo("post-process-forwarder");
    assertThat(config.source().start().from())
        .isEqualTo(new StartFrom(StartFrom.Position.COMMITTED, -1));
    assertThat(config.source().clusterName()).isEmpty();
    assertThat(config.decode().mode()).isEqualTo(DecodeMode.HEADERS_FIRST);
    assertThat(config.decode().limits()).isEqualTo(DecodeLimits.DEFAULT);
    assertThat(config.sink().bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.sink().guarantee()).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
    assertThat(config.sink().transactionalIdPrefix()).isEqualTo("post-process-forwarder");
    assertThat(config.sink().kafkaProperties()).containsEntry("transaction.timeout.ms", "900000");
    assertThat(config.dispatch().routes().topics()).containsExactly("taskworker");
    assertThat(config.dispatch().format()).isEqualTo(TaskFormat.TASKBROKER);
    assertThat(config.dispatch().parametersFormat()).isEqualTo(ParametersFormat.BOTH);
    assertThat(config.dispatch().provenanceHeaders()).isTrue();
    assertThat(config.deadLetterTopic()).isEqualTo("post-process-dead-letters");
    assertThat(config.output().audit().fallback()).isEmpty();
    assertThat(config.output().audit().skipped()).isEmpty();
    assertThat(config.gate()).isEmpty();
    assertThat(config.job().checkpointInterval()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theShippedFileHasTheDefaults() {
    assertThat(load(Optional.of(Path.of("conf/forwarder.yaml")), Map.of()))
        .isEqualTo(load(REQUIRED));
  }

  @Test
  void theShippedFileNamesEveryKey() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("conf/forwarder.yaml"));
    assertThat(ForwarderOptions.all())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            option -> {
              String leaf = option.key().substring(option.key().lastIndexOf('.') + 1);
              assertThat(lines).anyMatch(line -> line.matches(" *(# )?" + leaf + ":.*"));
            });
  }

  @Test
  void readsNestedAndDottedKeysAlike() throws IOException {
    ForwarderConfig nested =
        load(
            file(
                """
                source:
                  bootstrap-servers: a:1
                  topics:
                    events: error
                    my.transactions: transaction
                dispatch:
                  routes: {post_process_transactions: tasks-2}
                """),
            Map.of());
    ForwarderConfig dotted =
        load(
            file(
                """
                source.bootstrap-servers: a:1
                source.topics: {events: error, my.transactions: transaction}
                dispatch.routes.post_process_transactions: tasks-2
                """),
            Map.of());

    assertThat(nested).isEqualTo(dotted);
    assertThat(nested.source().typeByTopic())
        .isEqualTo(
            Map.of(
                "events", EventStreamType.ERROR, "my.transactions", EventStreamType.TRANSACTION));
    assertThat(nested.outputTopics())
        .containsExactly("post-process-dead-letters", "tasks-2", "taskworker");
  }

  @Test
  void theCommandLineWinsOverTheFile() throws IOException {
    Optional<Path> file =
        file(
            """
            source: {bootstrap-servers: "a:1", topics: {events: error}}
            checkpoint.interval: 5 s
            """);
    ForwarderConfig config =
        load(
            file, Map.of("checkpoint.interval", "2 s", "source.topics", "x:generic,y:transaction"));

    assertThat(config.job().checkpointInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.source().bootstrapServers()).isEqualTo("a:1");
    assertThat(config.source().typeByTopic())
        .isEqualTo(Map.of("x", EventStreamType.GENERIC, "y", EventStreamType.TRANSACTION));
  }

  @Test
  void takesValuesFromTheEnvironment() throws IOException {
    ForwarderConfig config =
        ForwarderConfig.load(
            file(
                """
                source.bootstrap-servers: ${ENV:HOST}:${ENV:PORT}
                kafka.source.properties.sasl.jaas.config: "${ENV:JAAS}"
                """),
            Map.of(),
            Map.of("HOST", "kafka", "PORT", "9093", "JAAS", "a $1 secret"));

    assertThat(config.source().bootstrapServers()).isEqualTo("kafka:9093");
    assertThat(config.source().kafkaProperties()).containsEntry("sasl.jaas.config", "a $1 secret");
  }

  @Test
  void takesSecretsFromFilesWithoutTheirLineEnd() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "a $1 secret\r\n");
    Map<String, String> settings =
        Map.of(
            "source.bootstrap-servers",
            "kafka:9092",
            "kafka.sink.properties.ssl.key.password",
            "${FILE:" + password + "}",
            "flink.s3.secret-key",
            "a $1 secret");
    ForwarderConfig config = ForwarderConfig.load(Optional.empty(), settings, Map.of());

    assertThat(config.sink().kafkaProperties()).containsEntry("ssl.key.password", "a $1 secret");
    assertThat(config.toString()).contains("ssl.key.password=***").doesNotContain("a $1 secret");
    assertThat(problems(Map.of("source.group-id", "${FILE:/no/such/file}")))
        .extracting(ConfigProblem::toString)
        .contains(
            "source.group-id = '${FILE:/no/such/file}': the file cannot be read"
                + " (NoSuchFileException); check its path and its permissions");
  }

  @Test
  void passesPropertiesOn() {
    ForwarderConfig config =
        load(
            with(
                Map.of(
                    "kafka.source.properties.fetch.min.bytes", "1024",
                    "kafka.sink.properties.linger.ms", "20",
                    "flink.parallelism.default", "4")));

    assertThat(config.source().kafkaProperties()).containsEntry("fetch.min.bytes", "1024");
    assertThat(config.sink().kafkaProperties()).containsEntry("linger.ms", "20");
    assertThat(config.job().flinkProperties()).isEqualTo(Map.of("parallelism.default", "4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sorce.topics.events | error | there is no such key; did you mean source.topics?",
        "checkpoint.interval | soon | not a valid value; write a duration such as 500 ms, 1 s or 2 min",
        "checkpoint.interval | 1 ms | must be at least 10 ms; the default is 1 s",
        "decode.mode | fast | not a valid value; write one of headers-first, value-only",
        "decode.max-depth | 0 | must be from 1 to 1000; the default is 1000",
        "decode.max-depth | 1001 | must be from 1 to 1000; the default is 1000",
        "decode.max-string-length | 0 | must be at least 1; the default is 50000000",
        "audit.parity-sample | NaN | must be from 0.0 to 1.0; the default is 0.0",
        "dead-letter.limit.max-ratio | -0.1 | must be from 0.0 to 1.0; the default is 0.5",
        "dispatch.guarantee | none | tasks could be lost; write exactly-once or at-least-once",
        "dispatch.provenance-headers | yes | not a valid value; write true or false",
        "dispatch.topic | a b | not a valid topic name; use letters, digits, '.', '_' and '-', 249 at most",
        "dispatch.routes.q | a/b | not a valid topic name; use letters, digits, '.', '_' and '-', 249 at most",
        "source.start-from | noon | not a place to start from; write committed, earliest, latest or timestamp:<milliseconds since the epoch>",
        "source.topics.events | errors | not an event stream type; write error, transaction or generic",
        "kafka.source.properties.group.id | x | it has an option of its own; use source.group-id",
        "kafka.sink.properties.acks | 1 | the delivery guarantee needs all; use dispatch.guarantee",
        "kafka.sink.properties.transaction.timeout.ms | soon | not a number of milliseconds; write several times checkpoint.interval, such as 900000",
        "dispatch.task.processing-deadline | 10 ms | must be at least 1 s; the default is 2 min",
        "dead-letter.limit.max-consecutive | -1 | must be at least 0; the default is 1000",
        "source.on-gap | stop | not a valid value; write one of record, fail",
        "gate.offset-semantics | last_processed | not a valid value; write one of next, last-processed",
      })
  void reportsWhatIsWrongAndWhatToDo(String key, String value, String problem) {
    assertThat(problems(with(Map.of(key, value))))
        .extracting(ConfigProblem::toString)
        .containsExactly(key + " = '" + value + "': " + problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.source.properties.key.deserializer",
        "kafka.source.properties.value.deserializer",
        "kafka.sink.properties.key.serializer",
        "kafka.sink.properties.value.serializer",
        "kafka.source.properties.client.id.prefix",
        "kafka.source.properties.commit.offsets.on.checkpoint",
        "kafka.sink.properties.transactional.id",
        "flink.execution.checkpointing.interval",
      })
  void refusesWhatTheJobSetsItself(String key) {
    assertThat(problems(with(Map.of(key, "x")))).extracting(ConfigProblem::key).contains(key);
  }

  @Test
  void everyPropertyOfTheJobExistsAndNamesAnOption() {
    Set<String> known = new HashSet<>();
    ConsumerConfig.configNames().forEach(name -> known.add("kafka.source.properties." + name));
    ProducerConfig.configNames().forEach(name -> known.add("kafka.sink.properties." + name));
    known.add("kafka.source.properties." + KafkaSourceOptions.CLIENT_ID_PREFIX.key());
    known.add("kafka.source.properties." + KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key());
    known.add("flink." + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    known.add("flink." + CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key());
    List<String> options = ForwarderOptions.all().stream().map(ConfigOption::key).toList();

    assertThat(KeyCheck.OWNED)
        .extracting(KeyCheck.Owned::key)
        .doesNotHaveDuplicates()
        .isSubsetOf(known);
    assertThat(KeyCheck.OWNED)
        .extracting(KeyCheck.Owned::remedy)
        .allMatch(
            remedy ->
                remedy.equals("remove it")
                    || options.contains(remedy.replaceFirst("^use ([^,]*).*", "$1")));
  }

  @Test
  void takesOneCommitLogForAllTopicsOrOneForEach() throws IOException {
    GateSettings gate =
        load(
                file(
                    """
                    source: {bootstrap-servers: "a:1", topics: {events: error, my.events: error}}
                    gate:
                      enabled: true
                      commit-log.topic: log
                      groups: {events: [a, "b:c"], my.events: d}
                      on-backward: follow
                    """),
                Map.of("gate.commit-log.topic.my.events", "my-log"))
            .gate()
            .orElseThrow();

    assertThat(gate)
        .isEqualTo(
            new GateSettings(
                Map.of(
                    "events", new GateSettings.Followed("log", Set.of("a", "b:c")),
                    "my.events", new GateSettings.Followed("my-log", Set.of("d"))),
                GateSettings.OffsetSemantics.NEXT,
                GateSettings.OnBackward.FOLLOW,
                100_000));
  }

  @Test
  void refusesAGateThatWouldNeverOpen() {
    assertThat(problems(with(Map.of("gate.enabled", "true", "gate.groups.event", "a"))))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "gate.groups.event = 'a': no such topic in source.topics; write one of events",
            "gate.commit-log.topic.events is not set: the gate needs a commit log; write for example"
                + " snuba-commit-log",
            "gate.groups.events is not set: the gate needs consumer groups to wait for; write for example"
                + " snuba-consumers");
    assertThat(
            problems(
                with(
                    Map.of(
                        "gate.enabled", "true",
                        "gate.groups", "a",
                        "gate.commit-log.topic", "taskworker"))))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "gate.commit-log.topic = 'taskworker': the job also writes this topic; name the topic"
                + " that the storage consumers announce on");
  }

  @Test
  void refusesATransactionTimeoutThatNoCheckpointCanMeet() {
    assertThat(
            problems(
                with(
                    Map.of(
                        "checkpoint.interval", "10 s",
                        "kafka.sink.properties.transaction.timeout.ms", "10000"))))
        .extracting(ConfigProblem::rule)
        .containsExactly(
            "transactions would expire before the next checkpoint, after 10000 ms, commits them");
  }

  @Test
  void refusesToReadItsOwnOutput() {
    assertThat(problems(with(Map.of("dead-letter.topic", "events"))))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "source.topics = 'events': the job also writes this topic and would read its own output;"
                + " give the output another topic");
    assertThat(
            load(with(
                    Map.of("dead-letter.topic", "events", "dispatch.bootstrap-servers", "other:1")))
                .deadLetterTopic())
        .isEqualTo("events");
  }

  @Test
  void refusesTopicsWithTwoUsesThatExcludeEachOther() {
    assertThat(problems(with(Map.of("ledger.topic", "taskworker", "control.topic", "taskworker"))))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "ledger.topic = 'taskworker': another output goes to this topic; give the ledger a topic"
                + " of its own",
            "control.topic = 'taskworker': the job also writes to this topic; give the switches a"
                + " topic of their own");
    assertThat(problems(with(Map.of("control.topic", "events"))))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "control.topic = 'events': the job also reads its records from this topic; give the"
                + " switches a topic of their own");
    assertThat(load(with(Map.of("ledger.topic", "ledger", "control.topic", "control"))))
        .isNotNull();
  }

  @Test
  void reportsAllProblemsAtOnce() {
    assertThat(problems(Map.of("a", "1", "decode.mode", "x", "checkpoint.interval", "y")))
        .extracting(ConfigProblem::key)
        .containsExactlyInAnyOrder(
            "a", "decode.mode", "checkpoint.interval", "source.bootstrap-servers");
  }

  @Test
  void neverShowsASecret() {
    List<ConfigProblem> problems =
        problems(
            Map.of(
                "source.bootstrap-servers", "a:1",
                "kafka.sinks.properties.sasl.jaas.config", "hush",
                "ssl.truststore.password", "hush"));

    assertThat(problems).hasSize(2).extracting(ConfigProblem::value).containsOnly("***");
  }

  @Test
  void namesAMissingVariableAndABrokenFile() throws IOException {
    assertThat(problems(Map.of("source.bootstrap-servers", "${ENV:NOWHERE}")))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "source.bootstrap-servers = '${ENV:NOWHERE}': the environment has no variable NOWHERE;"
                + " export it, or write the value");
    InvalidConfigException broken =
        catchThrowableOfType(
            InvalidConfigException.class, () -> load(file("a: [1\nb: 2"), REQUIRED));
    assertThat(broken.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("--config");
              assertThat(problem.rule()).isEqualTo("not valid YAML at line 2, column 2");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        source.bootstrap-servers: a:1
        source.group-id: x
        source.group-id: x
        """,
        """
        source:
          bootstrap-servers: a:1
        source:
          group-id: x
        """,
        """
        source.bootstrap-servers: a:1
        source: {group-id: x,
          topics: {events: error}, group-id: "x"}
        """,
        """
        source.bootstrap-servers: a:1
        source.topics: {events: error}
        source: {topics: {other: generic}}
        """,
        """
        source.bootstrap-servers: a:1
        source: {topics: {events: error}}
        source.topics.events: error
        """,
        """
        flink.a: 1
        flink:
          a: 1
        source.bootstrap-servers: a:1
        """,
      })
  void refusesAKeyThatTheFileNamesTwice(String yaml) throws IOException {
    Optional<Path> file = file(yaml);

    List<ConfigProblem> problems =
        catchThrowableOfType(InvalidConfigException.class, () -> load(file, Map.of())).problems();

    List<String> lines = yaml.lines().toList();
    assertThat(problems).hasSize(1);
    Matcher rule =
        Pattern.compile("key (\\S+) is set at line (\\d) and at line (\\d)")
            .matcher(problems.get(0).rule());
    assertThat(rule.matches()).as(problems.get(0).rule()).isTrue();
    String leaf = rule.group(1).substring(rule.group(1).lastIndexOf('.') + 1);
    assertThat(lines.get(Integer.parseInt(rule.group(2)) - 1)).contains(leaf);
    assertThat(lines.get(Integer.parseInt(rule.group(3)) - 1)).contains(leaf);
    assertThat(rule.group(2)).isLessThan(rule.group(3));
    assertThat(problems.get(0).value()).isEqualTo(file.orElseThrow().toString());
  }

  @Test
  void mergesNestedAndDottedKeysThatDiffer() throws IOException {
    ForwarderConfig config =
        load(
            file(
                """
                source: {bootstrap-servers: "a:1", topics: {events: error}}
                source.group-id: x
                source.topics.other: generic
                """),
            Map.of());

    assertThat(config.source().groupId()).isEqualTo("x");
    assertThat(config.source().typeByTopic()).containsOnlyKeys("events", "other");
  }

  @Test
  void refusesAMapThatIsGivenAsAValueAndByEntries() throws IOException {
    assertThat(problems(with(Map.of("source.topics", "a:error", "source.topics.b", "generic"))))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "source.topics.b = 'generic': source.topics is set too, and would hide it; write all"
                + " entries in one of the two forms");
  }

  @Test
  void refusesASecondDocument() throws IOException {
    Optional<Path> file = file("source.bootstrap-servers: a:1\n---\nsource.group-id: x\n");

    assertThat(
            catchThrowableOfType(InvalidConfigException.class, () -> load(file, Map.of()))
                .problems())
        .extracting(ConfigProblem::rule)
        .containsExactly("there is a second YAML document");
  }

  private Optional<Path> file(String yaml) throws IOException {
    return Optional.of(
        Files.writeString(Files.createTempFile(directory, "forwarder", ".yaml"), yaml));
  }

  private static Map<String, String> with(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(REQUIRED);
    all.putAll(settings);
    return all;
  }

  private static ForwarderConfig load(Map<String, String> settings) {
    return load(Optional.empty(), settings);
  }

  private static ForwarderConfig load(Optional<Path> file, Map<String, String> settings) {
    return ForwarderConfig.load(file, settings, Map.of());
  }

  private static List<ConfigProblem> problems(Map<String, String> settings) {
    return catchThrowableOfType(InvalidConfigException.class, () -> load(settings)).problems();
  }
}
