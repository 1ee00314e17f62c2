import type { Components } from './components.ts';
import type { Edges } from './edges.ts';
import type { Pace } from './pace.ts';

/** How many sources of each class a node reaches, itself included. */
export interface SourceCounts {
  of(node: number, sourceClass: number): number;
  readonly bytes: number;
}

/** 256 sources at a time: 32 bytes a component, whatever the number of sources. */
const WORDS_PER_BLOCK = 8;
const BITS_PER_WORD = 32;

interface Word {
  readonly sourceClass: number;
  /** At most 32 nodes, one a bit. */
  readonly sources: readonly number[];
}

/**
 * Counts sources by sets of bits: a component's set is its own sources and the sets of the components that its edges lead to, which come
 * before it. Counts of several parents must not be added up, as a source may be upstream of many of them. `classes` hold the sources of each.
 */
export function* countSources(
  classes: readonly (readonly number[])[],
  { starts, targets }: Edges,
  components: Components,
  pace: Pace,
): Generator<void, SourceCounts> {
  const words = classes.flatMap((sources, sourceClass) => toWords(sources, sourceClass));
  const { count, componentOf, nodes } = components;
  const counts = classes.map((sources) => new Uint32Array(sources.length === 0 ? 0 : count));
  const bits = new Uint32Array(words.length === 0 ? 0 : count * WORDS_PER_BLOCK);

  for (let block = 0; block < words.length; block += WORDS_PER_BLOCK) {
    bits.fill(0);
    const inBlock = words.slice(block, block + WORDS_PER_BLOCK);
    for (const [word, { sources }] of inBlock.entries()) {
      for (const [bit, source] of sources.entries()) {
        const place = (componentOf[source] ?? 0) * WORDS_PER_BLOCK + word;
        bits[place] = (bits[place] ?? 0) | (1 << bit);
      }
    }
    for (const node of nodes) {
      const own = (componentOf[node] ?? 0) * WORDS_PER_BLOCK;
      const end = starts[node + 1] ?? 0;
      const start = starts[node] ?? 0;
      for (let at = start; at < end; at += 1) {
        const other = (componentOf[targets[at] ?? 0] ?? 0) * WORDS_PER_BLOCK;
        for (let word = 0; word < inBlock.length; word += 1) {
          bits[own + word] = (bits[own + word] ?? 0) | (bits[other + word] ?? 0);
        }
      }
      if (pace.isDue(1 + end - start)) yield;
    }
    for (const [word, { sourceClass }] of inBlock.entries()) {
      const sums = counts[sourceClass];
      if (sums === undefined) continue;
      for (let component = 0; component < count; component += 1) {
        sums[component] = (sums[component] ?? 0) + countBits(bits[component * WORDS_PER_BLOCK + word] ?? 0);
      }
      if (pace.isDue(count)) yield;
    }
  }
  return {
    of: (node, sourceClass) => counts[sourceClass]?.[componentOf[node] ?? 0] ?? 0,
    bytes: counts.reduce((sum, { byteLength }) => sum + byteLength, componentOf.byteLength),
  };
}

function toWords(sources: readonly number[], sourceClass: number): readonly Word[] {
  return Array.from({ length: Math.ceil(sources.length / BITS_PER_WORD) }, (_, word) => ({
    sourceClass,
    sources: sources.slice(word * BITS_PER_WORD, (word + 1) * BITS_PER_WORD),
  }));
}

/** The number of bits that are set, summed up in parallel: pairs, fours, bytes, then all bytes by one multiplication. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
