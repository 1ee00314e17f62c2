import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeRuns, NO_RUNS } from '../../../discovery/artifacts/merge-runs.ts';
import {
  type Manifest,
  manifestSchema,
  runResultsSchema,
  sourcesSchema,
} from '../../../discovery/artifacts/schemas.ts';
import type { Arrival } from '../../../discovery/memory/memory.ts';
import { instantOf } from '../../../discovery/memory/stamp.ts';

import { NO_CHOICE, withCommand } from '../../../discovery/memory/target-choice.ts';
import { commandOf } from '../../../discovery/memory/target-command.ts';
import { mergeFreshness } from '../../../discovery/state/freshness.ts';
import { arrivalsOf, type History, history, variedHistory } from './fixtures/histories.ts';
import { remember } from './fixtures/remember.ts';

const NO_STAMP = { at: 0, generatedAt: null, invocationId: null, artifact: '' };

/** What merging every artifact in the order of time gives, under the newest manifest of the target that is chosen. */
function merged(facts: History) {
  const { runs, checks } = facts;
  const newest = newestOf(facts, chosenSchema(facts));
  const nodes = new Map(Object.entries({ ...newest.nodes, ...newest.sources }));
  const all = mergeRuns(
    runs.map((run) => runResultsSchema.parse(run)),
    nodes,
  );
  const nothing = JSON.stringify(NO_RUNS);
  return {
    nodes: [...nodes.keys()].sort(),
    runs: Object.fromEntries(
      [...all.nodes].filter(([id, facts]) => nodes.has(id) && JSON.stringify(facts) !== nothing),
    ),
    hasOtherTarget: all.hasOtherTarget,
    freshness: Object.fromEntries(
      mergeFreshness(
        checks.map((found) => sourcesSchema.parse(found)),
        (id) => id,
      ),
    ),
  };
}

function newestOf({ manifests }: History, schema: string | undefined): Pick<Manifest, 'nodes' | 'sources'> {
  const parsed = manifests.map((manifest) => manifestSchema.parse(manifest));
  return parsed.findLast((manifest) => schemaOf(manifest) === schema) ?? { nodes: {}, sources: {} };
}

function schemaOf({ nodes }: Pick<Manifest, 'nodes'>): string {
  return nodes['model.shop.a']?.schema ?? '';
}

/** By all commands at once, each of which tells its target by its manifest or by what it built. */
function chosenSchema(facts: History): string | undefined {
  const named = facts.manifests.map((manifest) => {
    const { nodes, metadata } = manifestSchema.parse(manifest);
    return { metadata, command: { place: schemaOf({ nodes }), target: undefined, hasBuilt: false } };
  });
  const built = facts.runs.flatMap((content) => {
    const run = runResultsSchema.parse(content);
    const { hasBuilt, sample } = commandOf(run, NO_STAMP);
    const place = sample[0]?.[1].split('.')[1] ?? '';
    const { nodes } = newestOf(facts, place);
    const isTold = sample.some(([id]) => nodes[id] !== undefined);
    return isTold ? [{ metadata: run.metadata, command: { place, target: null, hasBuilt } }] : [];
  });
  const inTime = [...named, ...built].sort(
    ({ metadata: left }, { metadata: right }) =>
      instantOf(left.generated_at) - instantOf(right.generated_at) ||
      (String(left.invocation_id) < String(right.invocation_id) ? -1 : 1),
  );
  return inTime.map(({ command }) => command).reduce(withCommand, NO_CHOICE).place ?? undefined;
}

/** What a memory shows after these batches, thrown away and read back after some of them. */
async function remembered(batches: readonly Batch[]) {
  const memory = remember();
  try {
    for (const { arrivals, isLast } of batches) {
      memory.take(arrivals);
      if (isLast) memory.reopen();
      else await memory.parts();
    }
    const parts = await memory.parts();
    return {
      nodes: [...parts.manifest.keys()],
      runs: Object.fromEntries(parts.runs),
      hasOtherTarget: parts.hasOtherTarget,
      freshness: Object.fromEntries([...parts.freshness].map(([id, { value }]) => [id, value])),
    };
  } finally {
    memory.close();
  }
}

interface Batch {
  readonly arrivals: readonly Arrival[];
  /** Of a process, which is started again. */
  readonly isLast: boolean;
}

function inBatches(arrivals: readonly Arrival[]): fc.Arbitrary<Batch[]> {
  return fc
    .array(fc.record({ size: fc.integer({ min: 1, max: 4 }), isLast: fc.boolean() }), {
      minLength: arrivals.length,
      maxLength: arrivals.length,
    })
    .map((cuts) => {
      const rest = [...arrivals];
      return cuts.map(({ size, isLast }) => ({ arrivals: rest.splice(0, size), isLast }));
    });
}

/** In any order, with some sent twice. */
const anyOrder = history.chain((facts) => {
  const all = arrivalsOf(facts);
  return fc
    .record({
      order: fc.shuffledSubarray(all, { minLength: all.length }),
      again: fc.shuffledSubarray(all),
    })
    .chain(({ order, again }) => inBatches([...order, ...again]))
    .map((batches) => ({ facts, batches }));
});

test('artifacts in any order, some of them twice, merge to what all of them in the order of time do', async () => {
  await fc.assert(
    fc.asyncProperty(anyOrder, async ({ facts, batches }) => {
      expect(await remembered(batches)).toEqual(merged(facts));
    }),
    { numRuns: 400 },
  );
});

test('under a manifest that stays, it does not matter how many selections were run at how many targets', async () => {
  const manifestFirst = variedHistory.chain((facts) => {
    const [manifest, ...others] = arrivalsOf(facts);
    return fc
      .shuffledSubarray(others, { minLength: others.length })
      .chain((order) => inBatches(manifest === undefined ? order : [manifest, ...order]))
      .map((batches) => ({ facts, batches }));
  });
  await fc.assert(
    fc.asyncProperty(manifestFirst, async ({ facts, batches }) => {
      expect(await remembered(batches)).toEqual(merged(facts));
    }),
    { numRuns: 400 },
  );
});

test('what was taken before is known, and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      const memory = remember();
      try {
        const all = arrivalsOf(facts);
        const [first, second] = [memory.take(all), memory.take([...all].reverse())];
        expect(first.every(({ outcome }) => outcome === 'new' || outcome === 'known')).toBe(true);
        const before = await memory.parts();
        expect(second.map(({ outcome }) => outcome)).toEqual(all.map(() => 'known'));
        expect(memory.take(all).map(({ outcome }) => outcome)).toEqual(all.map(() => 'known'));
        expect(await memory.parts()).toBe(before);
      } finally {
        memory.close();
      }
    }),
    { numRuns: 50 },
  );
});
