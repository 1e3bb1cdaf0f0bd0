// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An unpacked distribution of some version of this project. */
record Distribution(Path directory) {

  private static final String JARS = "lib/forwarder";

  /** Whether the directory contains a worker that the bench can run. */
  boolean isComplete() throws IOException {
    Path jars = directory.resolve(JARS);
    if (!Files.isDirectory(jars)) {
      return false;
    }
    try (DirectoryStream<Path> bench = Files.newDirectoryStream(jars, "*-bench.jar")) {
      return bench.iterator().hasNext();
    }
  }

  /** The class path of its {@code bin/forwarder}. */
  String classPath() {
    return directory.resolve(JARS).resolve("*")
        + File.pathSeparator
        + directory.resolve("lib").resolve("*");
  }
}
