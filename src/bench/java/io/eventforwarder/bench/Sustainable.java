// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;

/**
 * The highest rate that generator, broker, job and consumer sustain together on this machine.
 *
 * @param trials all rates that were tried, in order
 */
record Sustainable(Guarantee guarantee, List<Trial> trials) {

  double recordsPerSecond() {
    return trials.stream().filter(Trial::sustained).mapToDouble(Trial::offered).max().orElseThrow();
  }

  /** The lowest rate beyond; infinity if none was tried. */
  double notSustained() {
    double sustained = recordsPerSecond();
    return trials.stream()
        .mapToDouble(Trial::offered)
        .filter(offered -> offered > sustained)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
