/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.bench;

import java.util.List;

/** The topics of one run of a worker. */
record RunTopics(String source, String tasks, String deadLetters) {

  List<String> outputs() {
    return List.of(tasks, deadLetters);
  }
}
