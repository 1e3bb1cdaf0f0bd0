// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import picocli.CommandLine.IVersionProvider;

/** Reads the version from the manifest of the jar. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return new String[] {"forwarder " + (version == null ? "(not from a jar)" : version)};
  }
}
