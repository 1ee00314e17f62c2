import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Codec } from '../../cache/entry.ts';
import type { EnvironmentGraph } from '../../facts/upstream/environment-graph.ts';
import { decodeEnvironmentGraph, encodeEnvironmentGraph } from '../../facts/upstream/graph-codec.ts';

/** The graph of an environment in its own compact form, read in slices. */
export function createGraphCodec(environmentId: string): Codec<EnvironmentGraph> {
  return {
    encode: encodeEnvironmentGraph,
    async decode(bytes) {
      const slices = decodeEnvironmentGraph(bytes, environmentId);
      for (;;) {
        const { done, value } = slices.next();
        if (done) return value ?? undefined;
        await nextTurn();
      }
    },
    weigh: ({ weightBytes }) => weightBytes,
  };
}
