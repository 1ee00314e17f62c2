import type { Memory } from '../cache/memory.ts';
import { type EnvironmentOutcome, isRead, type ReadEnvironment } from '../environments/read-environments.ts';
import { computeUpstream } from '../facts/upstream/compute-upstream.ts';
import type { UpstreamOddity, Upstreams } from '../facts/upstream/upstreams.ts';

/**
 * What tables are made of, worked out once for each state of the environments: tables only look themselves up. It counts into the one
 * budget of memory.
 */
export interface UpstreamMemory {
  /**
   * Of all these environments together: a source of one may be a builder of another, so one that could not be read leaves all of them open.
   * `prefix` begins the keys of the integration at its revision.
   */
  read(prefix: string, environments: readonly EnvironmentOutcome[]): Promise<UpstreamOutcome>;
}

export type UpstreamOutcome = { readonly upstreams: Upstreams } | { readonly error: unknown };

export interface UpstreamMemoryOptions {
  readonly memory: Memory;
  /** Awaited between slices of the work. */
  readonly turn: () => Promise<void>;
  readonly onOddity: (oddity: UpstreamOddity) => void;
}

interface Computed {
  /** Everything it was worked out from, compared by identity. */
  readonly parts: readonly unknown[];
  readonly upstreams: Promise<Upstreams>;
}

export function createUpstreamMemory({ memory, turn, onOddity }: UpstreamMemoryOptions): UpstreamMemory {
  /** Those that are being worked out: asked for at once by many requests. */
  const underWay = new Map<string, Computed>();

  async function compute(environments: readonly ReadEnvironment[]): Promise<Upstreams> {
    const given = environments.flatMap(({ state, graph }) =>
      graph === null ? [] : [{ graph, relations: state.relations }],
    );
    const slices = computeUpstream(given, { onOddity });
    for (;;) {
      const { done, value } = slices.next();
      if (done) return value;
      await turn();
    }
  }

  return {
    async read(prefix, outcomes) {
      const environments: ReadEnvironment[] = [];
      for (const outcome of outcomes) {
        if (!isRead(outcome)) return { error: outcome.error };
        if (outcome.graph === null) return { error: outcome.graphMissing };
        environments.push(outcome);
      }
      const kept = memory.partition<Computed>(`${prefix}/upstream/`);
      const key = environments.map(({ environment }) => environment.id).join(',');
      const parts = environments.flatMap(({ state, graph }) => [state.relations, graph]);
      for (const known of [kept.get(key), underWay.get(`${prefix}/${key}`)]) {
        if (known !== undefined && areSame(known.parts, parts)) return { upstreams: await known.upstreams };
      }
      const computed: Computed = { parts, upstreams: compute(environments) };
      underWay.set(`${prefix}/${key}`, computed);
      try {
        const upstreams = await computed.upstreams;
        kept.set(key, computed, upstreams.weightBytes);
        return { upstreams };
      } finally {
        if (underWay.get(`${prefix}/${key}`) === computed) underWay.delete(`${prefix}/${key}`);
      }
    },
  };
}

function areSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, position) => item === right[position]);
}
