// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** A set of offsets. Costs one bit for each if they are close together. */
final class OffsetSet {

  private static final int CHUNK_BITS = 16;
  private static final int CHUNK_SIZE = 1 << CHUNK_BITS;

  private final TreeMap<Long, BitSet> chunks = new TreeMap<>();

  void add(long offset) {
    chunks
        .computeIfAbsent(offset >> CHUNK_BITS, key -> new BitSet())
        .set((int) (offset & (CHUNK_SIZE - 1)));
  }

  boolean contains(long offset) {
    BitSet chunk = chunks.get(offset >> CHUNK_BITS);
    return chunk != null && chunk.get((int) (offset & (CHUNK_SIZE - 1)));
  }

  long count(OffsetRange range) {
    long count = 0;
    for (Map.Entry<Long, BitSet> entry : chunksOf(range).entrySet()) {
      int first = bit(entry.getKey(), range.from());
      int end = bit(entry.getKey(), range.to());
      count += entry.getValue().get(first, end).cardinality();
    }
    return count;
  }

  void remove(OffsetRange range) {
    Map<Long, BitSet> touched = chunksOf(range);
    touched.forEach(
        (number, chunk) -> chunk.clear(bit(number, range.from()), bit(number, range.to())));
    touched.values().removeIf(BitSet::isEmpty);
  }

  /** The first offset; -1 if there is none. */
  long first() {
    return chunks.isEmpty()
        ? -1
        : (chunks.firstKey() << CHUNK_BITS) + chunks.firstEntry().getValue().nextSetBit(0);
  }

  /** The last offset; -1 if there is none. */
  long last() {
    return chunks.isEmpty()
        ? -1
        : (chunks.lastKey() << CHUNK_BITS) + chunks.lastEntry().getValue().length() - 1;
  }

  private Map<Long, BitSet> chunksOf(OffsetRange range) {
    return range.isEmpty()
        ? Map.of()
        : chunks.subMap(range.from() >> CHUNK_BITS, true, (range.to() - 1) >> CHUNK_BITS, true);
  }

  /** The bit of an offset in a chunk; the first or the one after the last if it is in another. */
  private static int bit(long chunk, long offset) {
    long start = chunk << CHUNK_BITS;
    return (int) Math.max(0, Math.min(CHUNK_SIZE, offset - start));
  }
}
