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
 * item. The caller must set the partition's key, except for {@link #isEmpty} and {@link #tasks}.
 */
final class HeldItems {

  /** Some 30 KB in state. */
  static final int CHUNK = 128;

  /**
   * What a checkpoint contains besides the chunks.
   *
   * @param head number of the first item
   * @param tail the number after that of the last
   * @param tasks how many of the items are tasks
   */
  record Extent(long head, long tail, long tasks) {}

  private final MapState<Long, List<Gated>> chunks;

  private long head;
  private long tail;
  private long tasks;

  /** The rest of the first chunk; null if it is in state only. */
  private ArrayDeque<Gated> first;

  /** The last chunk, {@link #first} itself if it is the only one; null if it is in state only. */
  private ArrayDeque<Gated> last;

  private boolean isLastStored = true;

  HeldItems(MapState<Long, List<Gated>> chunks, Extent extent) {
    this.chunks = chunks;
    this.head = extent.head();
    this.tail = extent.tail();
    this.tasks = extent.tasks();
  }

  boolean isEmpty() {
    return head == tail;
  }

  long tasks() {
    return tasks;
  }

  void append(Gated item) throws Exception {
    last().add(item);
    isLastStored = false;
    tail++;
    tasks += item.isTask() ? 1 : 0;
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
    tasks -= first.removeFirst().isTask() ? 1 : 0;
    head++;
    if (head % CHUNK == 0) {
      chunks.remove(chunk(head - 1));
      first = null;
    }
  }

  /** Writes all items to state, for a checkpoint. */
  Extent store() throws Exception {
    if (!isLastStored && !last.isEmpty()) {
      chunks.put(chunk(tail), new ArrayList<>(last));
      isLastStored = true;
    }
    return new Extent(head, tail, tasks);
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
