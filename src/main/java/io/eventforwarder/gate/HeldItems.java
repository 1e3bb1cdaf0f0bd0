// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;

/**
 * The items that one partition's gate holds, first in, first out. They have numbers, which go on
 * from head to tail without holes, and rest in Flink's state in chunks: chunk {@code n} has those
 * from {@code n * CHUNK} on. The chunk that is read and the one that is filled are on the heap, so
 * that state is asked once a chunk, not once an item, and hardly at all while few are held.
 *
 * <p>A chunk in state may begin with items that have been removed since, but always ends with its
 * last one. The caller sets the partition's key before all but {@link #isEmpty}, {@link #head} and
 * {@link #tail}.
 */
final class HeldItems {

  /** Some 30 KB in state. */
  static final int CHUNK = 128;

  private final MapState<Long, List<Gated>> chunks;

  private long head;
  private long tail;

  /** What is left of the first chunk; null if it is in state only. */
  private ArrayDeque<Gated> first;

  /**
   * The chunk that is filled, {@link #first} itself if there is one only; null if in state only.
   */
  private ArrayDeque<Gated> last;

  private boolean isLastStored;

  /**
   * @param chunks by number
   * @param head number of the first item
   * @param tail behind the number of the last
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

  /** Removes what {@link #first} has returned. */
  void removeFirst() throws Exception {
    first.removeFirst();
    head++;
    if (head % CHUNK == 0) {
      chunks.remove(chunk(head - 1));
      first = null;
    }
  }

  /** Lets state have all items, for a checkpoint. */
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
