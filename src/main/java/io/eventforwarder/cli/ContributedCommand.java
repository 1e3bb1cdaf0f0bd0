/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.cli;

import java.util.concurrent.Callable;

/**
 * A command of another jar on the class path, found by {@link java.util.ServiceLoader}. Returns the
 * exit code.
 */
public interface ContributedCommand extends Callable<Integer> {}
