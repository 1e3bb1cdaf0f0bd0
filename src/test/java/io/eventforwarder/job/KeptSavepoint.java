/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Keeps a savepoint among the test resources. */
final class KeptSavepoint {

  private KeptSavepoint() {}

  /**
   * @param savepoint where Flink has written it
   * @param release folder to keep it in
   */
  static void copy(String savepoint, Path release) throws IOException {
    Files.createDirectories(release);
    try (Stream<Path> files = Files.list(Path.of(URI.create(savepoint)))) {
      for (Path file : files.toList()) {
        Files.copy(file, release.resolve(file.getFileName()));
      }
    }
  }
}
