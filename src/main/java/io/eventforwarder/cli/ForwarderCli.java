// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.SourceRecord;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code bin/forwarder}: runs a command and prints its errors. */
@Command(
    name = "forwarder",
    description = "Forwards Kafka event records as post-process task activations.",
    mixinStandardHelpOptions = true,
    versionProvider = ForwarderCli.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:internal error",
      "2:wrong usage or configuration",
      "3:a server or topic cannot be reached",
      "4:a problem was found in the data, or in the state of the clusters"
    },
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      DemoCommand.class,
      DecodeCommand.class,
      DeadLettersCommand.class,
      AuditCommand.class,
      HealthCommand.class,
      ControlCommand.class,
      ProduceCommand.class
    })
public final class ForwarderCli {

  /** Reads the version from the manifest of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = ForwarderCli.class.getPackage().getImplementationVersion();
      return new String[] {"forwarder " + (version == null ? "(not from a jar)" : version)};
    }
  }

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  @Command(
      name = "explain",
      description = {
        "Shows what the configured forwarder does with a record of a source topic, and why: the decisions "
            + "of its headers and of its value side by side, the outcome, and the task with its topic."
      })
  int explain(@Mixin ConfigArguments arguments, @Mixin RecordArguments record) {
    ForwarderConfig config = arguments.load();
    SourceRecord found;
    try (TopicReader reader = new TopicReader(KafkaCluster.source(config))) {
      found = SourceRecord.of(reader.fetch(record.coordinates()));
    }
    record.print(record.report(config).of(found));
    return ExitCode.DONE;
  }

  public static void main(String[] args) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args));
  }

  /** Runs one command line and returns its {@link ExitCode}. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    ForwarderCli cli = new ForwarderCli();
    CommandLine commandLine = new CommandLine(cli);
    commandLine.registerConverter(Instant.class, Converters::time);
    commandLine.registerConverter(OffsetRange.class, Converters::offsets);
    commandLine.registerConverter(double.class, Converters::rate);
    ServiceLoader.load(ContributedCommand.class).forEach(commandLine::addSubcommand);
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(
        (exception, arguments) -> {
          String command = exception.getCommandLine().getCommandSpec().qualifiedName();
          err.println("error: " + exception.getMessage() + "; see " + command + " --help");
          return ExitCode.USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (exception, command, parseResult) -> {
          if (cli.verbose) {
            exception.printStackTrace(err);
          }
          return ErrorReport.print(exception, err);
        });
    int exitCode = commandLine.execute(args);
    out.flush();
    err.flush();
    return exitCode;
  }

  private ForwarderCli() {}
}
