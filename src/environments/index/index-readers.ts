import type { Codec, Entry } from '../../cache/entry.ts';
import type { Source } from '../../cache/layers.ts';
import { createOuterEntries } from '../../cache/outer-entries.ts';
import type { Locks } from '../../coordination/lock.ts';
import type { EnvironmentGraph } from '../../facts/upstream/environment-graph.ts';
import { type CachedReader, createCachedReader, type ReaderParts } from '../cached-reader.ts';
import type { ChangeTracker } from '../changes/change-tracker.ts';
import { type EnvironmentSource, toEmptyPage } from '../environment-source.ts';
import { createIndexJobs } from '../jobs/index-jobs.ts';
import { createPageLog } from '../jobs/page-log.ts';
import { createPartRead, type PartBuilder, type PartRead, type WaitedPartRead } from '../jobs/part-read.ts';
import type { Progress } from '../jobs/progress.ts';
import { createSleeper } from '../jobs/sleeper.ts';
import { UNOBSERVED } from '../read-observer.ts';
import { createGraphCodec } from './graph-codec.ts';
import { isIndexPage } from './index-page.ts';
import type { IndexedState, IndexPart, Severities, StateName } from './index-values.ts';
import { createGraphBuilder, createSeveritiesBuilder, createStateBuilder, PART_LISTS } from './parts.ts';
import { severitiesCodec } from './severities-codec.ts';
import { stateCodec } from './state-codec.ts';

/** What is known of an environment as a whole. */
export interface IndexReaders {
  readonly states: CachedReader<StateName, IndexedState>;
  readonly severities: CachedReader<'severities', Severities>;
  /** Read once a selection needs it. */
  readonly graph: CachedReader<'graph', EnvironmentGraph>;
  /** How far the read of a part is; null when none is under way. */
  progress(part: IndexPart): Progress | null;
  /** The applied state that would be served, whichever layer holds it. Asks dbt for nothing, now or later. */
  held(): Promise<Entry<IndexedState> | undefined>;
  /** How old the applied state is, in milliseconds; null where none that may be served was ever at hand. */
  heldAgeMs(): number | null;
  /** How far the read of the applied state is, in whichever process; null when none is known to be under way. */
  sharedProgress(): Promise<Progress | null>;
  /** Begins to read the applied state, which every page needs. */
  load(): void;
  /** Another replica has read something again. */
  wake(): void;
  /** Ends reads that are under way. */
  closeJobs(reason: Error): void;
}

export interface IndexReadersOptions {
  readonly parts: ReaderParts;
  readonly environmentId: string;
  /** Begins every key of this environment. */
  readonly prefix: string;
  readonly source: Pick<EnvironmentSource, 'readPage'>;
  readonly tracker: ChangeTracker;
  readonly locks: Locks;
  readonly onHot: (keys: readonly IndexPart[]) => void;
}

export function createIndexReaders(options: IndexReadersOptions): IndexReaders {
  const { parts, environmentId, prefix, tracker } = options;
  const { outer, freshness, now, isOpen, observer = UNOBSERVED } = parts;
  const jobs = createIndexJobs({
    lockName: `index/${prefix}`,
    locks: options.locks,
    readPage: options.source.readPage,
    emptyPage: toEmptyPage,
    sleeper: createSleeper(),
    now,
    onBegun: (read) => observer.beginJob(partOf.get(read) ?? 'applied'),
  });

  function partRead<Value>(
    part: IndexPart,
    readerPrefix: string,
    codec: Codec<Value>,
    createBuilder: () => PartBuilder<Value>,
    isOptional = false,
  ): WaitedPartRead<Value> {
    return createPartRead<Value>({
      key: part,
      lists: PART_LISTS[part],
      isOptional,
      createBuilder,
      codec,
      outer: outer === null ? null : createOuterEntries(outer, readerPrefix, codec, isOpen),
      pageLog:
        outer === null
          ? null
          : createPageLog({ outer, prefix: `${prefix}pages/${part}/`, isPage: isIndexPage, now, isOpen }),
      readAtMs: freshness.readAtMs,
      isRecent: (read) => freshness.state(read) === 'fresh',
    });
  }

  const statePrefix = `${prefix}state/`;
  const stateReads = {
    applied: partRead('applied', statePrefix, stateCodec, () => createStateBuilder(environmentId, 'applied')),
    definition: partRead('definition', statePrefix, stateCodec, () =>
      createStateBuilder(environmentId, 'definition'),
    ),
  };
  const severitiesPrefix = `${prefix}severities/`;
  const severitiesRead = partRead('severities', severitiesPrefix, severitiesCodec, createSeveritiesBuilder);

  const graphPrefix = `${prefix}graph/`;
  const graphCodec = createGraphCodec(environmentId);
  const graphRead = partRead('graph', graphPrefix, graphCodec, () => createGraphBuilder(environmentId), true);
  const partOf = new Map<PartRead, IndexPart>([
    [stateReads.applied, 'applied'],
    [stateReads.definition, 'definition'],
    [severitiesRead, 'severities'],
    [graphRead, 'graph'],
  ]);

  const inJobs = <Key extends IndexPart, Value>(
    readOf: (key: Key) => WaitedPartRead<Value>,
  ): Source<Key, Value> => ({
    readMany: async (keys) =>
      new Map(await Promise.all(keys.map(async (key) => [key, await jobs.read(readOf(key))] as const))),
  });
  // The job has a lock of its own.
  const exclusively = async (work: () => Promise<void>) => {
    await work();
    return true;
  };

  const states = createCachedReader<StateName, IndexedState>({
    ...parts,
    prefix: statePrefix,
    keyText: (state) => state,
    codec: stateCodec,
    source: inJobs((state) => stateReads[state]),
    exclusively,
    onHot: options.onHot,
    onKept(state, { value, readAtMs }) {
      if (state !== 'applied' || value === null) return;
      keptReadAtMs = readAtMs;
      tracker.adopt(environmentId, value.marks, readAtMs);
    },
  });
  const reads = { ...stateReads, severities: severitiesRead, graph: graphRead };
  let loads = 0;
  let keptReadAtMs: number | null = null;

  return {
    states,
    severities: createCachedReader<'severities', Severities>({
      ...parts,
      prefix: severitiesPrefix,
      keyText: (key) => key,
      codec: severitiesCodec,
      source: inJobs(() => severitiesRead),
      exclusively,
      onHot: options.onHot,
    }),
    graph: createCachedReader<'graph', EnvironmentGraph>({
      ...parts,
      prefix: graphPrefix,
      keyText: (key) => key,
      codec: graphCodec,
      source: inJobs(() => graphRead),
      exclusively,
      onHot: options.onHot,
    }),
    progress: (part) => reads[part].progress(),
    held: () => states.look('applied'),
    heldAgeMs() {
      if (keptReadAtMs === null || freshness.state({ readAtMs: keptReadAtMs }) === 'dead') return null;
      return Math.max(0, now() - keptReadAtMs);
    },
    async sharedProgress() {
      const progress = await stateReads.applied.sharedProgress();
      return progress ?? (loads === 0 ? null : { rows: 0, totalRows: null });
    },
    load() {
      loads += 1;
      // Whoever reads the environment next meets the failure again, and says so.
      void states.getMany(['applied']).finally(() => {
        loads -= 1;
      });
    },
    wake: jobs.wake,
    closeJobs: jobs.close,
  };
}
