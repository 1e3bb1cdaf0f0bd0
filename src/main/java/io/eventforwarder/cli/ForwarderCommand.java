// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command with access to its streams. Returns its {@link ExitCode}. */
abstract class ForwarderCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Fails for wrong arguments. */
  final void require(boolean isValid, String message) {
    if (!isValid) {
      throw usage(message);
    }
  }

  /** The exception to throw for wrong arguments. */
  final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
