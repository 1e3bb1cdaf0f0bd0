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
 * TCP ports on loopback that nothing listens to.
 *
 * <p>A server takes its port a while after it was found, and some take it again after a restart. So
 * none is given twice, and none is of those that systems give to outgoing connections.
 */
public final class FreePorts {

  private static final int FIRST = 20_000;

  /** Linux gives 32768 and up to connections, others begin higher. */
  private static final int BEHIND_LAST = 32_768;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  public static int next() throws IOException {
    while (GIVEN.size() < BEHIND_LAST - FIRST) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IOException("no port from " + FIRST + " to " + (BEHIND_LAST - 1) + " is free");
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    }
  }
}
