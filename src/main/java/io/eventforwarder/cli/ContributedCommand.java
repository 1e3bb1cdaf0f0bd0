// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.concurrent.Callable;

/**
 * A command of another jar on the class path, found by {@link java.util.ServiceLoader}. Returns the
 * exit code.
 */
public interface ContributedCommand extends Callable<Integer> {}
