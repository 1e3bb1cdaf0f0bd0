// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** What the offsets are that a commit log announces. */
public enum OffsetSemantics {
  /** The first that is not stored yet. */
  NEXT("next"),
  /** The last that is stored. */
  LAST_PROCESSED("last-processed");

  private final String key;

  OffsetSemantics(String key) {
    this.key = key;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
