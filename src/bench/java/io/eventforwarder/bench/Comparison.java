// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Variants that read the same records. */
record Comparison(Workload workload, int partitions, List<Variant> variants) {

  /** Every other round runs backwards, so that no variant always follows the same one. */
  List<Variant> turns(int round) {
    List<Variant> turns = new ArrayList<>(variants);
    if (round % 2 == 0) {
      Collections.reverse(turns);
    }
    return turns;
  }

  Subject subject(Variant variant) {
    return new Subject(workload, partitions, variant);
  }
}
