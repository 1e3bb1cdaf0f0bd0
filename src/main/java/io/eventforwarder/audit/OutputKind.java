// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import java.util.Locale;

/** The kind of a record of an output topic. */
enum OutputKind {
  TASK,
  DEAD_LETTER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
