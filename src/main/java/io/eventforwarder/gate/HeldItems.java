// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;

/**
 * The items that one partition's gate holds, first in, first out. They have consecutive numbers
 * from head to tail, and are kept in Flink's state in chunks: chunk {@code n} starts with number
 * {@code n * CHUNK}. The first and the last chunk are on the heap, so that state is accessed once
 * for each chunk instead of once for each item, and rarely while few items are held.
 *
 * <p>A chunk in state may begin with items that were removed later, but always ends with its last
 * item. The caller must set the partition's key, except for {@link #isEmpty}, {@link #head} and
 * {@link #tail}.
 */
final class HeldItems {

  /** Some 30 KB in state. */
  static final int CHUNK = 128;

  private final MapState<Long, List<Gated>> chunks;

  private long head;
  private long tail;

  /** The rest of the first chunk; null if it is in state only. */
  private ArrayDeque<Gated> first;

  /** The last chunk, {@link #first} itself if it is the only one; null if it is in state only. */
  private ArrayDeque<Gated> last;

  private boolean isLastStored;

  /**
   * @param chunks by number
   * @param head number of the first item
   * @param tail the number after that of the last
   */
  HeldItems(MapState<Long, List<Gated>> chunks, long head, long tail) {
    this.chunks = chunks;
    this.head = head;
    this.tail = tail;
    this.isLastStored = true;
  }

  boolean isEmpty() {
    return head == tail;
  }

  long head() {
    return head;
  }

  long tail() {
    return tail;
  }

  void append(Gated item) throws Exception {
    last().add(item);
    isLastStored = false;
    tail++;
    if (tail % CHUNK == 0) {
      chunks.put(chunk(tail - 1), new ArrayList<>(last));
      last = new ArrayDeque<>(CHUNK);
      isLastStored = true;
    }
  }

  /** Null if there is none. */
  Gated first() throws Exception {
    if (isEmpty()) {
      return null;
    }
    if (first == null) {
      first = chunk(head) == chunk(tail) ? last() : load(chunk(head));
    }
    return first.getFirst();
  }

  /** Removes the item that {@link #first} has returned. */
  void removeFirst() throws Exception {
    first.removeFirst();
    head++;
    if (head % CHUNK == 0) {
      chunks.remove(chunk(head - 1));
      first = null;
    }
  }

  /** Writes all items to state, for a checkpoint. */
  void store() throws Exception {
    if (!isLastStored && !last.isEmpty()) {
      chunks.put(chunk(tail), new ArrayList<>(last));
      isLastStored = true;
    }
  }

  private ArrayDeque<Gated> last() throws Exception {
    if (last == null) {
      boolean hasItems = Math.max(head, chunk(tail) * CHUNK) < tail;
      last = hasItems ? load(chunk(tail)) : new ArrayDeque<>(CHUNK);
    }
    return last;
  }

  private ArrayDeque<Gated> load(long chunk) throws Exception {
    List<Gated> items = chunks.get(chunk);
    long from = Math.max(head, chunk * CHUNK);
    long to = Math.min(tail, (chunk + 1) * CHUNK);
    int count = (int) (to - from);
    return new ArrayDeque<>(items.subList(items.size() - count, items.size()));
  }

  private static long chunk(long number) {
    return number / CHUNK;
  }
}
