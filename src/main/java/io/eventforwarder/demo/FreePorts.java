// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free TCP ports on loopback.
 *
 * <p>A server binds its port later, and again when it restarts. So no port is returned twice, and
 * none from the range that systems use for outgoing connections.
 */
public final class FreePorts {

  private static final int FIRST = 20_000;

  /** Outgoing connections use ports from 32768 on Linux, and higher ones elsewhere. */
  private static final int END = 32_768;

  private static final Set<Integer> RETURNED = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  public static int next() throws IOException {
    while (RETURNED.size() < END - FIRST) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (RETURNED.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IOException("no port from " + FIRST + " to " + (END - 1) + " is free");
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    }
  }
}
