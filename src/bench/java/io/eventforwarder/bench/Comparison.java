/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.bench;

import java.util.List;

/** Variants that read the same records. */
record Comparison(Workload workload, int partitions, List<Variant> variants) {

  String title() {
    return workload.title() + ", " + partitions + (partitions == 1 ? " partition" : " partitions");
  }
}
