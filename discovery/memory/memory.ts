import type { ResolvedEnvironment } from '../options.ts';
import type { EnvironmentState } from '../state/environment-state.ts';
import { keepThread } from './keeper.ts';
import type { TakeRequest } from './protocol.ts';
import { NOTHING_SHOWN, withChanges } from './shown-parts.ts';
import { toState } from './to-state.ts';

export type ArtifactKind = 'manifest' | 'catalog' | 'run_results' | 'sources';

/** One artifact as it arrived: the bytes of its JSON, unpacked. */
export interface Arrival {
  readonly kind: ArtifactKind;
  readonly bytes: Uint8Array;
  /** For messages: a file name, an address without its query. */
  readonly origin: string;
}

export type Verdict =
  | {
      readonly outcome: 'new';
      readonly kind: ArtifactKind;
      readonly origin: string;
      /** How many nodes have facts that changed. */
      readonly nodes: number;
      readonly notes: readonly string[];
      /** A manifest of another target than the environment's: it waits, and changes nothing. */
      readonly isKeptOut?: true;
    }
  | { readonly outcome: 'known'; readonly kind: ArtifactKind; readonly origin: string }
  /** Nothing is wrong with it, and it came together with what is refused. */
  | { readonly outcome: 'not stored'; readonly kind: ArtifactKind; readonly origin: string }
  | {
      readonly outcome: 'refused';
      readonly kind: ArtifactKind;
      readonly origin: string;
      /** One sentence with the remedy. */
      readonly reason: string;
      readonly status: 400 | 409 | 413 | 415 | 422;
    };

export interface ArtifactMemory {
  /**
   * Takes the artifacts of one environment as one transaction: when it resolves, what is `new` is on disk. A refused
   * artifact leaves the others and the old facts as they are. The bytes are handed over: nobody reads them afterwards.
   */
  take(environmentId: number, arrivals: readonly Arrival[]): Promise<readonly Verdict[]>;
  /** Takes artifacts that belong together: where one is refused, nothing of them is stored. */
  takeWhole(environmentId: number, arrivals: readonly Arrival[]): Promise<readonly Verdict[]>;
  /**
   * Takes artifacts in the place of all that is known of the environment. Where one is refused, or none is a manifest,
   * everything stays as it was.
   */
  replace(environmentId: number, arrivals: readonly Arrival[]): Promise<readonly Verdict[]>;
  /** Null until a manifest is known. Replaced whole, never changed. */
  state(environmentId: number): EnvironmentState | null;
  /** Why a manifest newer than the one that is served is kept out, in one sentence; null where none is. */
  keptOut(environmentId: number): string | null;
  /** Forgets all that is known of an environment. */
  forget(environmentId: number): Promise<void>;
  /** Why nothing can be taken in at present, in one sentence; null where it can. What was known is served meanwhile. */
  trouble(): string | null;
  /** How often the thread behind it was started anew after it broke down. */
  restarts(): number;
  /** Told after each change of a state. */
  onChanged(listener: (environmentId: number) => void): void;
  close(): Promise<void>;
}

export interface MemoryOptions {
  /** A file, or `:memory:`. */
  path: string;
  environments: readonly ResolvedEnvironment[];
  /** Take manifests of another project than the one that is known. */
  allowOtherProject?: boolean;
  compiledTestsReadSuccess: boolean;
  /** Receives a line for each value of an artifact that cannot be read, and where the file was damaged. */
  log: (line: string) => void;
}

/** Smaller ones are copied in no time, and may be parts of memory that others use. */
const WORTH_HANDING_OVER = 1024 * 1024;

/** Opens what is remembered. Everything but the states is kept and done in a worker thread. */
export async function openMemory(options: MemoryOptions): Promise<ArtifactMemory> {
  const { environments, compiledTestsReadSuccess, log } = options;
  const ids = environments.map(({ id }) => id);
  const opening = {
    path: options.path,
    environments: environments.map(({ id, target }) => ({ id, target })),
  };
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`Environment ${twice} is given twice`);
  const known = new Map(
    environments.map((environment) => [
      environment.id,
      { environment, parts: NOTHING_SHOWN, state: null as EnvironmentState | null },
    ]),
  );
  const listeners: ((environmentId: number) => void)[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  /** One after another: what changed is told to this thread before anything else changes. */
  function inTurn<T>(environmentId: number, work: () => Promise<T>): Promise<T> {
    if (!known.has(environmentId))
      return Promise.reject(new Error(`There is no environment ${environmentId}`));
    const done = queue.then(async () => {
      await revive();
      return work();
    });
    queue = done.catch(() => {});
    return done;
  }

  /** A thread begun anew may hold less than the one before it had told. */
  async function revive(): Promise<void> {
    if (await keeper.revive()) for (const id of ids) await update(id);
  }

  async function update(environmentId: number): Promise<void> {
    const entry = known.get(environmentId);
    if (entry === undefined) return;
    const head = await keeper.call('changes', environmentId);
    const before = entry.state;
    const parts = await withChanges(entry.parts, head, () => keeper.call('slice', environmentId));
    if (parts === entry.parts) return;
    entry.parts = parts;
    entry.state =
      head.header.manifest === null ? null : toState(parts, { ...entry, compiledTestsReadSuccess }, before);
    if (entry.state !== before) for (const listener of listeners) listener(environmentId);
  }

  function take(environmentId: number, arrivals: readonly Arrival[], mode: TakeRequest['mode']) {
    return inTurn(environmentId, async () => {
      const { allowOtherProject = false } = options;
      const request = { environmentId, arrivals, allowOtherProject, mode };
      const { verdicts, lines } = await keeper.call('take', request, wholeBuffers(arrivals));
      for (const line of lines) log(`Environment ${environmentId}: ${line}`);
      await update(environmentId);
      return verdicts;
    });
  }

  const keeper = await keepThread({
    opening,
    log,
    onDue: () => {
      queue = queue.then(revive).catch(() => {});
    },
  });
  try {
    for (const id of ids) await update(id);
  } catch (error) {
    await keeper.end();
    throw error;
  }
  return {
    take: (environmentId, arrivals) => take(environmentId, arrivals, 'each'),
    takeWhole: (environmentId, arrivals) => take(environmentId, arrivals, 'whole'),
    replace: (environmentId, arrivals) => take(environmentId, arrivals, 'afresh'),
    state: (environmentId) => known.get(environmentId)?.state ?? null,
    keptOut: (environmentId) => known.get(environmentId)?.parts.header.keptOut ?? null,
    forget: (environmentId) =>
      inTurn(environmentId, async () => {
        await keeper.call('forget', environmentId);
        await update(environmentId);
      }),
    trouble: keeper.trouble,
    restarts: keeper.restarts,
    onChanged: (listener) => {
      listeners.push(listener);
    },
    close: async () => {
      await queue;
      await keeper.end();
    },
  };
}

/** The buffers that hold one artifact and nothing else. */
function wholeBuffers(arrivals: readonly Arrival[]): ArrayBuffer[] {
  const whole = arrivals.map(({ bytes: { buffer, byteLength } }) =>
    buffer instanceof ArrayBuffer && byteLength >= WORTH_HANDING_OVER && buffer.byteLength === byteLength
      ? [buffer]
      : [],
  );
  return [...new Set(whole.flat())];
}
