// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;

/** Variants that read the same records. */
record Comparison(Workload workload, int partitions, List<Variant> variants) {

  Subject subject(Variant variant) {
    return new Subject(workload, partitions, variant);
  }
}
