// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.ProvenanceHeaders;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What the demo shows at its end. */
final class DemoReport {

  private static final String ROW = "  %-16s %10s %14s %14s %10s %14s%n";

  private final PrintWriter out;

  DemoReport(PrintWriter out) {
    this.out = out;
  }

  void print(Accounts accounts, OutputReader output) throws InvalidProtocolBufferException {
    printTable(accounts);
    if (output.sampleDeadLetter().isPresent()) {
      printDeadLetter(output.sampleDeadLetter().get());
    }
    if (output.sampleTask().isPresent()) {
      printTask(output.sampleTask().get());
    }
    out.println();
  }

  private void printTable(Accounts accounts) {
    out.println();
    out.printf(
        ROW, "source topic", "produced", "via headers", "via value", "skipped", "dead-lettered");
    for (String topic : DemoTopics.sources().keySet()) {
      Map<SampleKind.Outcome, Long> outcomes = accounts.outcomes(topic);
      out.printf(
          ROW,
          topic,
          accounts.produced(topic),
          outcomes.get(SampleKind.Outcome.DISPATCHED_VIA_HEADERS),
          outcomes.get(SampleKind.Outcome.DISPATCHED_VIA_VALUE),
          outcomes.get(SampleKind.Outcome.SKIPPED),
          outcomes.get(SampleKind.Outcome.DEAD_LETTERED));
    }
  }

  private void printDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    out.println();
    out.printf("A dead letter, as it stands in %s:%n", record.topic());
    for (Header header : record.headers()) {
      if (header.key().startsWith(DeadLetterHeaders.PREFIX)) {
        out.printf(
            "  %-32s %s%n", header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    out.printf(
        "  %-32s %s%n",
        "value", record.value() == null ? "null" : record.value().length + " bytes, as they were");
  }

  private void printTask(ConsumerRecord<byte[], byte[]> record)
      throws InvalidProtocolBufferException {
    TaskActivation task = TaskActivation.parseFrom(record.value());
    out.println();
    out.printf("A task, as a worker sees it in %s:%n", record.topic());
    out.printf("  %-32s %s%n", "id", task.getId());
    out.printf("  %-32s %s%n", "application", task.getApplication());
    out.printf("  %-32s %s%n", "namespace", task.getNamespace());
    out.printf("  %-32s %s%n", "taskname", task.getTaskname());
    out.printf(
        "  %-32s %s%n", "source record", ProvenanceHeaders.read(record.headers()).orElseThrow());
    out.println("  parameters");
    indent(task.getParametersJson());
  }

  private void indent(String json) {
    try {
      JsonMapper mapper = new JsonMapper();
      String pretty =
          mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(json));
      pretty.lines().forEach(line -> out.println("    " + line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("parameters are JSON", e);
    }
  }
}
