// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import picocli.CommandLine.IVersionProvider;

/** The version as the jar's manifest has it. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return new String[] {"forwarder " + (version == null ? "(not from a jar)" : version)};
  }
}
