import { z } from 'zod';
import type { Codec } from '../../cache/entry.ts';
import { decodeRelationIndex, encodeRelationIndex } from '../../facts/relation-index-codec.ts';
import type { IndexedState } from './index-values.ts';

/**
 * A state of an environment as it leaves the process: a line of JSON about the environment, then the nodes in their own compact form,
 * which is read in slices: an index of any size holds the event loop for no longer than one of them.
 */

const text = z.string();
const textOrNull = text.nullable();
const header = z.object({
  environmentId: text,
  adapterType: textOrNull,
  projectName: textOrNull,
  lastUpdatedAt: textOrNull,
  marks: z.object({
    appliedLastUpdatedAt: textOrNull,
    latestGitSha: textOrNull,
    definitionLastUpdatedAt: textOrNull,
  }),
  // Not in states that an earlier version has written.
  hasCatalog: z.boolean().nullable().default(null),
});

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LINE_END = 0x0a;

export const stateCodec: Codec<IndexedState> = {
  encode({ relations, ...state }) {
    const { environmentId } = relations;
    const line = encoder.encode(`${JSON.stringify({ environmentId, ...state })}\n`);
    const nodes = encodeRelationIndex(relations);
    const bytes = new Uint8Array(line.byteLength + nodes.byteLength);
    bytes.set(line);
    bytes.set(nodes, line.byteLength);
    return bytes;
  },
  async decode(bytes) {
    const end = bytes.indexOf(LINE_END);
    const parsed = header.safeParse(parseJson(decoder.decode(bytes.subarray(0, Math.max(end, 0)))));
    if (!parsed.success) return undefined;
    const { environmentId, ...state } = parsed.data;
    const { adapterType, projectName } = state;
    const slices = decodeRelationIndex(bytes.subarray(end + 1), { environmentId, adapterType, projectName });
    for (;;) {
      const { done, value: relations } = slices.next();
      if (done) return relations === null ? undefined : { ...state, relations };
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  },
  weigh: ({ relations }) => relations.weightBytes,
};

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
