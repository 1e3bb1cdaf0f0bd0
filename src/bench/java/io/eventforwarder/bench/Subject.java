// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** What one measurement of throughput is about. */
record Subject(Workload workload, int partitions, Variant variant) {

  Subject with(Variant another) {
    return new Subject(workload, partitions, another);
  }
}
