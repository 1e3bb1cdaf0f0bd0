// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All measurements of a scenario. */
record Rounds(List<Throughput> all) {

  int count() {
    return all.stream().mapToInt(Throughput::round).max().orElse(0);
  }

  /** In the order in which they were first measured. */
  List<Subject> subjects() {
    return all.stream().map(Throughput::subject).distinct().toList();
  }

  /** Over all rounds; empty if the subject was not measured. */
  Optional<Spread> spread(Subject subject, ToDoubleFunction<Rates> quantity) {
    return spreadOf(
        all.stream()
            .filter(one -> one.subject().equals(subject))
            .mapToDouble(one -> quantity.applyAsDouble(one.rates()))
            .toArray());
  }

  /**
   * One subject against another. Each round gives one ratio, so that what slows the machine for a
   * while slows both. Empty if not both were measured.
   */
  Optional<Spread> ratio(Subject one, Subject another, ToDoubleFunction<Rates> quantity) {
    return spreadOf(
        all.stream()
            .filter(first -> first.subject().equals(one))
            .flatMapToDouble(
                first ->
                    all.stream()
                        .filter(second -> second.subject().equals(another))
                        .filter(second -> second.round() == first.round())
                        .mapToDouble(
                            second ->
                                quantity.applyAsDouble(first.rates())
                                    / quantity.applyAsDouble(second.rates())))
            .toArray());
  }

  private static Optional<Spread> spreadOf(double... values) {
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }
}
