import { z } from 'zod';
import type { Locks } from '../coordination/lock.ts';
import { FACETS, type Facet, NODE_KINDS } from '../dbt/operations.ts';
import { type CachedReader, createCachedReader, type ReaderParts } from './cached-reader.ts';
import type { ChangeTracker } from './changes/change-tracker.ts';
import { createJointLock } from './changes/joint-lock.ts';
import { createDetailsSource } from './details/details-source.ts';
import { FACET_CODECS, type FacetValues, type NodeKey, nodeKeyText } from './details/facets.ts';
import type { EnvironmentSource } from './environment-source.ts';
import { createIndexReaders, type IndexReaders } from './index/index-readers.ts';
import { INDEX_PARTS } from './index/index-values.ts';

/** What is known of one environment of one integration, whichever layer holds it. */
export interface EnvironmentReader {
  readonly environmentId: string;
  readonly index: IndexReaders;
  readonly details: { readonly [Name in Facet]: CachedReader<NodeKey, FacetValues[Name]> };
  /** Until when (epoch milliseconds) an entry is up to date by its age; 0 where it is not. */
  freshUntilMs(entry: { readonly readAtMs: number }): number;
  /** Reads again what readers have asked for lately, as far as it is out of date. */
  refreshHot(): void;
  announceHot(): void;
  learnHot(hot: HotMessage): void;
  close(reason: Error): void;
}

/** What replicas tell each other of keys that are in use. */
export const hotMessage = z.discriminatedUnion('part', [
  z.object({ part: z.literal('index'), keys: z.array(z.enum(INDEX_PARTS)).max(1000) }),
  z.object({
    part: z.enum(FACETS),
    keys: z.array(z.object({ kind: z.enum(NODE_KINDS), uniqueId: z.string() })).max(1000),
  }),
]);
export type HotMessage = z.infer<typeof hotMessage>;

export interface EnvironmentReaderOptions {
  readonly parts: ReaderParts;
  readonly environmentId: string;
  /** Begins every key of this environment: tenant, integration, revision and environment. */
  readonly prefix: string;
  readonly source: EnvironmentSource;
  readonly tracker: ChangeTracker;
  readonly locks: Locks;
  readonly onHot: (hot: HotMessage) => void;
}

export function createEnvironmentReader(options: EnvironmentReaderOptions): EnvironmentReader {
  const { parts, environmentId, prefix, source, locks, onHot } = options;
  const index = createIndexReaders({
    ...options,
    onHot: (keys) => onHot({ part: 'index', keys: [...keys] }),
  });
  const detailsSource = createDetailsSource({
    readGroups: source.readGroups,
    readAtMs: parts.freshness.readAtMs,
  });

  // One for all facets, so that what is out of date of a node is one request.
  const exclusively = createJointLock(locks, `refresh/${prefix}`);

  function createDetails<Name extends Facet>(facet: Name): CachedReader<NodeKey, FacetValues[Name]> {
    return createCachedReader<NodeKey, FacetValues[Name]>({
      ...parts,
      prefix: `${prefix}node/${facet}/`,
      keyText: nodeKeyText,
      codec: FACET_CODECS[facet],
      source: detailsSource.of(facet),
      exclusively,
      onHot: (keys) => onHot({ part: facet, keys: [...keys] }),
    });
  }

  const details = {
    base: createDetails('base'),
    columns: createDetails('columns'),
    tests: createDetails('tests'),
    code: createDetails('code'),
  };
  const all = [index.states, index.severities, index.graph, ...Object.values(details)];
  return {
    environmentId,
    index,
    details,
    freshUntilMs: parts.freshness.freshUntilMs,
    refreshHot() {
      for (const reader of all) reader.refreshHot();
    },
    announceHot() {
      for (const reader of all) reader.announceHot();
    },
    learnHot(hot) {
      if (hot.part !== 'index') return details[hot.part].learnHot(hot.keys);
      index.states.learnHot(hot.keys.filter((key) => key === 'applied' || key === 'definition'));
      index.severities.learnHot(hot.keys.filter((key) => key === 'severities'));
      index.graph.learnHot(hot.keys.filter((key) => key === 'graph'));
    },
    close: index.closeJobs,
  };
}
