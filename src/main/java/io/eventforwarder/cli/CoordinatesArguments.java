// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.source.Coordinates;
import picocli.CommandLine.Parameters;

/** The arguments that identify one record. */
final class CoordinatesArguments {

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Topic of the record.")
  private String topic;

  @Parameters(index = "1", paramLabel = "PARTITION", description = "Its partition.")
  private int partition;

  @Parameters(index = "2", paramLabel = "OFFSET", description = "Its offset.")
  private long offset;

  Coordinates coordinates() {
    return new Coordinates(topic, partition, offset);
  }
}
