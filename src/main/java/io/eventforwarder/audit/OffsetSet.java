// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** A set of offsets, a bit each where they stand close together. */
final class OffsetSet {

  private static final int CHUNK_BITS = 16;
  private static final int CHUNK_SIZE = 1 << CHUNK_BITS;

  private final TreeMap<Long, BitSet> chunks = new TreeMap<>();

  /** False if it was there before. */
  boolean add(long offset) {
    BitSet chunk = chunks.computeIfAbsent(offset >> CHUNK_BITS, key -> new BitSet());
    int bit = (int) (offset & (CHUNK_SIZE - 1));
    if (chunk.get(bit)) {
      return false;
    }
    chunk.set(bit);
    return true;
  }

  boolean contains(long offset) {
    BitSet chunk = chunks.get(offset >> CHUNK_BITS);
    return chunk != null && chunk.get((int) (offset & (CHUNK_SIZE - 1)));
  }

  /** How many there are from {@code from} to before {@code to}. */
  long count(long from, long to) {
    long count = 0;
    for (Map.Entry<Long, BitSet> entry : chunksOf(from, to).entrySet()) {
      int first = bit(entry.getKey(), from);
      int end = bit(entry.getKey(), to);
      BitSet chunk = entry.getValue();
      count +=
          first == 0 && end == CHUNK_SIZE
              ? chunk.cardinality()
              : chunk.get(first, end).cardinality();
    }
    return count;
  }

  /** Takes out what there is from {@code from} to before {@code to}. */
  void remove(long from, long to) {
    Map<Long, BitSet> touched = chunksOf(from, to);
    touched.forEach((number, chunk) -> chunk.clear(bit(number, from), bit(number, to)));
    touched.values().removeIf(BitSet::isEmpty);
  }

  /** The first at or behind {@code from}; -1 if there is none. */
  long next(long from) {
    for (Map.Entry<Long, BitSet> entry : chunksOf(from, Long.MAX_VALUE).entrySet()) {
      int bit = entry.getValue().nextSetBit(bit(entry.getKey(), from));
      if (bit >= 0) {
        return (entry.getKey() << CHUNK_BITS) + bit;
      }
    }
    return -1;
  }

  /** The last of all; -1 if there is none. */
  long last() {
    return chunks.isEmpty()
        ? -1
        : (chunks.lastKey() << CHUNK_BITS) + chunks.lastEntry().getValue().length() - 1;
  }

  private Map<Long, BitSet> chunksOf(long from, long to) {
    return from < to
        ? chunks.subMap(from >> CHUNK_BITS, true, (to - 1) >> CHUNK_BITS, true)
        : Map.of();
  }

  /** Where an offset is in a chunk, or would be before or behind it. */
  private static int bit(long chunk, long offset) {
    long start = chunk << CHUNK_BITS;
    return (int) Math.max(0, Math.min(CHUNK_SIZE, offset - start));
  }
}
