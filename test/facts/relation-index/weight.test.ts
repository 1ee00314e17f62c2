import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { IndexedNode } from '../../../src/facts/node.ts';
import { environment, source } from '../builders.ts';
import { projectNodes } from './arbitrary-nodes.ts';

const COUNT = 50_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The bytes that the process holds once nothing is left to be collected; buffers are given back some turns later. */
async function heldBytes(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    collectGarbage();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('weight of 50,000 relations', () => {
  it('is what the process holds for them, and less than 250 bytes each', async () => {
    environment('snowflake', projectNodes(1_000));
    const before = await heldBytes();
    const index = environment('snowflake', projectNodes(COUNT));
    const grown = (await heldBytes()) - before;
    expect(index.size).toBe(COUNT);
    expect(index.weightBytes / COUNT).toBeLessThan(250);
    expect(index.weightBytes / grown).toBeGreaterThan(0.85);
    expect(index.weightBytes / grown).toBeLessThan(1.15);
  });

  it('nothing is held larger than it need be just after arrays have doubled', () => {
    const perNode = (count: number) => environment('snowflake', projectNodes(count)).weightBytes / count;
    // Slots alone double with their number: four bytes each, in seven maps.
    expect(perNode(33_000) - perNode(32_000)).toBeLessThan(4 * 7 + 2);
  });

  it('shard patterns and words of their own count', () => {
    const weigh = (nodes: readonly IndexedNode[]) =>
      environment('bigquery', nodes).weightBytes / nodes.length;
    const plain = Array.from({ length: 1_000 }, (_, at) => source(`s${at}`, `raw.ga4.events_${at}`));
    const shards = plain.map((node) => ({ ...node, identifier: `${node.identifier}*` }));
    const spread = plain.map((node, at) => ({ ...node, schema: `schema_of_its_own_${at}` }));
    expect(weigh(shards)).toBeGreaterThan(weigh(plain) + 200);
    expect(weigh(spread)).toBeGreaterThan(weigh(plain) + 100);
  });
});
