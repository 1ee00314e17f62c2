import { fileURLToPath } from 'node:url';
import { startChild } from '../support/process/child.ts';
import type { Weave } from './project/names.ts';
import { type CountedTraffic, type Requests, totalOf } from './project/traffic.ts';

/** dbt's APIs over generated projects, in a process of their own. */
export interface Dbt extends AsyncDisposable {
  /** Origin of both APIs. */
  readonly url: string;
  /** Lets an environment change: other texts, other marks of change. */
  change(environmentId: number): Promise<void>;
  /** How late each answer of the Discovery API is from now on. */
  delay(ms: number): Promise<void>;
  /** Discovery requests so far, of one token or of all. */
  requests(token?: string): Promise<Requests>;
  requestTotal(): Promise<number>;
  inFlight(): Promise<number>;
  /** Pages of whole lists that were handed out, by list. */
  pages(): Promise<Readonly<Record<string, number>>>;
}

export interface EnvironmentSize {
  readonly environmentId: number;
  readonly models: number;
  /** `loose` when left out. */
  readonly weave?: Weave;
}

const SERVER = fileURLToPath(new URL('serve-project.ts', import.meta.url));

export async function startDbt(environments: readonly EnvironmentSize[], latencyMs: number): Promise<Dbt> {
  const child = startChild({ args: [SERVER], cwd: process.cwd() });
  try {
    const url = await child.ask<string>('url');
    for (const environment of environments) await child.ask('serve', environment);
    await child.ask('delay', latencyMs);
    const counted = (token: string | null) => child.ask<CountedTraffic>('requests', token);
    return {
      url,
      change: (environmentId) => child.ask('change', environmentId),
      delay: (ms) => child.ask('delay', ms),
      requests: async (token) => (await counted(token ?? null)).requests,
      requestTotal: async () => totalOf((await counted(null)).requests),
      inFlight: async () => (await counted(null)).inFlight,
      pages: () => child.ask('pages'),
      [Symbol.asyncDispose]: child.kill,
    };
  } catch (error) {
    await child.kill();
    throw error;
  }
}
