import { findFault } from '../memory/faults.ts';
import type { ArtifactMemory, Verdict } from '../memory/memory.ts';
import { parseLocation } from './location.ts';
import { isLookedAtAgain, openSource } from './open-source.ts';
import { createPoller, type FetchStatus, type Poller } from './poll.ts';

export interface FetchedEnvironment {
  readonly id: number;
  readonly artifactsPath: string;
  readonly headerFile: string | null;
}

export interface FetchingOptions {
  memory: Pick<ArtifactMemory, 'take' | 'state'>;
  environments: readonly FetchedEnvironment[];
  /** Look at folders again, as at all other sources. */
  watch: boolean;
  pollSeconds: number;
  /** Start without artifacts that cannot be read yet. */
  wait: boolean;
  log: (line: string) => void;
  /** Told of what each look brought, by start and by time. */
  onVerdicts?: (environmentId: number, verdicts: readonly Verdict[]) => void;
  /** Told of each look that failed. */
  onFailure?: (environmentId: number) => void;
}

export interface Fetching {
  /** Null for an environment without a source. */
  status(environmentId: number): FetchStatus | null;
  /** Looks now. Rejects, with the environment's name, when its source or what stands there cannot be read. */
  look(environmentId: number): Promise<void>;
  close(): Promise<void>;
}

const STILL = '(still serving what was read before)';

/**
 * Brings artifacts from their sources into the memory: once before it resolves, and then again and again. Rejects when
 * a source cannot be read, or holds no manifest, and nothing is remembered of its environment, unless it is to wait.
 */
export async function startFetching(options: FetchingOptions): Promise<Fetching> {
  const { memory, log } = options;
  const pollers = new Map<number, Poller>();
  const closeAll = async () => {
    await Promise.all([...pollers.values()].map((poller) => poller.close()));
  };
  try {
    for (const environment of options.environments) {
      pollers.set(environment.id, await openPoller(environment));
    }
    await Promise.all(options.environments.map(lookFirst));
  } catch (error) {
    await closeAll();
    throw error;
  }
  for (const { id, artifactsPath } of options.environments) {
    if (isLookedAtAgain(parseLocation(artifactsPath), options.watch)) pollers.get(id)?.start();
  }
  return {
    status: (id) => pollers.get(id)?.status() ?? null,
    look: lookStrictly,
    close: closeAll,
  };

  async function openPoller({ id, artifactsPath, headerFile }: FetchedEnvironment): Promise<Poller> {
    const say = (line: string) => log(`Environment ${id}: ${line}`);
    const source = await openSource(artifactsPath, { headerFile, watch: options.watch, log: say });
    return createPoller({
      source,
      take: (arrivals) => memory.take(id, arrivals),
      pollSeconds: options.pollSeconds,
      onVerdicts(verdicts) {
        options.onVerdicts?.(id, verdicts);
        for (const line of describe(verdicts)) say(line);
      },
      onFailure(message, isRepeated) {
        options.onFailure?.(id);
        if (!isRepeated) say(memory.state(id) === null ? message : `${message} ${STILL}`);
      },
      onRecovered: () => say(`${source.name} can be read again`),
    });
  }

  async function lookFirst({ id }: FetchedEnvironment): Promise<void> {
    const isRemembered = memory.state(id) !== null;
    try {
      await lookStrictly(id);
    } catch (error) {
      options.onFailure?.(id);
      const reason = error instanceof Error ? error.message : String(error);
      if (!isRemembered && !options.wait) {
        throw new Error(`${reason} (to start without it, say --wait)`, { cause: error });
      }
      log(`${reason} ${isRemembered ? STILL : '(waiting for it)'}`);
    }
  }

  async function lookStrictly(id: number): Promise<void> {
    const poller = pollers.get(id);
    if (poller === undefined) return;
    const source = poller.status().source;
    let verdicts: readonly Verdict[];
    try {
      verdicts = await poller.look();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Environment ${id}: ${reason}`, { cause });
    }
    options.onVerdicts?.(id, verdicts);
    const refused = findFault(verdicts);
    for (const verdict of verdicts) {
      if (verdict.outcome === 'refused' && refused === undefined) log(`Environment ${id}: ${verdict.reason}`);
    }
    if (refused !== undefined) throw new Error(`Environment ${id}: ${refused.reason}`);
    if (memory.state(id) === null) {
      throw new Error(`Environment ${id}: no manifest.json (or manifest.json.gz) in ${source}`);
    }
  }
}

function describe(verdicts: readonly Verdict[]): string[] {
  const lines = verdicts.flatMap((verdict) => {
    if (verdict.outcome === 'refused') return [`${verdict.reason} ${STILL}`];
    if (verdict.outcome !== 'new') return [];
    return verdict.notes.map((note) => `${verdict.origin}: ${note}`);
  });
  return verdicts.some(({ outcome }) => outcome === 'new') ? [...lines, 'read again'] : lines;
}
