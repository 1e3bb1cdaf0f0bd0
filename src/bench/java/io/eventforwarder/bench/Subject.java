// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** The subject of one measurement of throughput. */
record Subject(Workload workload, int partitions, Variant variant) {

  Subject with(Variant another) {
    return new Subject(workload, partitions, another);
  }
}
