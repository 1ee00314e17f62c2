import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { type AskOptions, askGraph, type GraphAnswer, problemOf } from './graph.ts';
import type { ProcessMemory } from './probe.ts';
import { type Child, startChild } from './process/child.ts';
import type { LoopDelays } from './process/loop-delays.ts';
import { within } from './process/within.ts';

/** Where dbt's APIs are: an address without a path. */
interface DbtOrigin {
  readonly url: string;
}

interface DbtConnection {
  readonly environmentIds: readonly number[];
  readonly serviceToken: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The subgraph in a process of its own, started as an operator starts it, with a probe beside it. */
export interface Subgraph extends AsyncDisposable {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** By this process's `performance.now()`. */
  readonly listeningAtMs: number;
  readonly hasEnded: boolean;
  ask(query: string, variables: Readonly<Record<string, unknown>>, options: AskOptions): Promise<GraphAnswer>;
  /** Saves an integration with these environments, as an admin does. Throws when it could not be saved. */
  connect(connection: DbtConnection): Promise<void>;
  /** One value of `/metrics`. */
  metric(name: string): Promise<number>;
  watchLoop(): Promise<void>;
  loopDelays(): Promise<LoopDelays>;
  collectGarbage(): Promise<void>;
  memory(): Promise<ProcessMemory>;
  /** Microseconds of processor time so far. */
  usedCpu(): Promise<number>;
  /** Sets how far its clock is ahead, in milliseconds. */
  turnClock(aheadMs: number): Promise<void>;
  /** Its number in the system. */
  readonly pid: number;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export interface SubgraphOptions {
  readonly dbt: DbtOrigin;
  /** Where it is started: what it keeps by default it keeps under here. */
  readonly folder: string;
  /** Variables besides those that every subgraph here is started with. */
  readonly env?: Readonly<Record<string, string>>;
  /** Megabytes of V8's heap; V8's own default when left out. */
  readonly heapMb?: number;
  /** The core it runs on; any when left out or null. */
  readonly core?: number | null;
  /** Each line of its log. */
  readonly onLine?: (line: string) => void;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const PROBE = new URL('probe.ts', import.meta.url).href;
const START_WITHIN_MS = 60_000;
const CONNECT_WITHIN_MS = 60_000;
/** What the log holds as an error is none of the figures' affair, but whoever reads them wants to know. */
const ERROR_LINE = /"level":(50|60|"error"|"fatal")/;
const ERRORS_TOLD = 3;
const LINE_LENGTH = 1000;

const CONNECT = `mutation ($input: DbtIntegrationInput!) {
  configureDbtIntegration(input: $input) { userErrors { code message } } }`;

export async function startSubgraph(options: SubgraphOptions): Promise<Subgraph> {
  const { dbt, folder, env, heapMb, core } = options;
  const listening = Promise.withResolvers<string>();
  let errorsTold = 0;
  const child = startChild({
    args: [
      ...flagsOfStart(),
      '--expose-gc',
      `--import=${PROBE}`,
      ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`]),
      MAIN,
    ],
    cwd: folder,
    core: core ?? null,
    env: {
      NODE_ENV: 'production',
      AUTH_MODE: 'none',
      PORT: '0',
      DBT_ALLOWED_HOSTS: dbt.url,
      LOG_LEVEL: 'info',
      ...env,
    },
    onLine(line) {
      options.onLine?.(line);
      const url = /"url":"(http:[^"]+)\/graphql"/.exec(line)?.[1];
      if (url !== undefined) listening.resolve(url);
      if (options.onLine === undefined && errorsTold < ERRORS_TOLD && ERROR_LINE.test(line)) {
        errorsTold += 1;
        process.stderr.write(`the subgraph logs: ${line.slice(0, LINE_LENGTH)}\n`);
      }
    },
  });
  try {
    const url = await within(START_WITHIN_MS, 'The subgraph did not listen', [
      listening.promise,
      child.failed,
    ]);
    return toSubgraph(url, performance.now(), child, dbt);
  } catch (error) {
    await child.kill();
    throw error;
  }
}

function toSubgraph(url: string, listeningAtMs: number, child: Child, dbt: DbtOrigin): Subgraph {
  return {
    url,
    listeningAtMs,
    get hasEnded() {
      return child.hasEnded;
    },
    ask: (query, variables, options) => askGraph(url, query, variables, options),
    connect: (connection) => connectDbt(url, dbt, connection),
    async metric(name) {
      const { body } = await request(`${url}/metrics`);
      const line = (await body.text()).split('\n').find((text) => text.startsWith(`${name} `));
      return Number(line?.slice(name.length + 1));
    },
    watchLoop: () => child.ask('watchLoop'),
    loopDelays: () => child.ask('loopDelays'),
    collectGarbage: () => child.ask('collectGarbage'),
    memory: () => child.ask('memory'),
    usedCpu: () => child.ask('usedCpu'),
    pid: child.pid,
    turnClock: (aheadMs) => child.ask('turnClock', aheadMs),
    kill: child.kill,
    [Symbol.asyncDispose]: child.kill,
  };
}

/** Throws when the integration could not be saved. */
export async function connectDbt(
  url: string,
  dbt: DbtOrigin,
  { environmentIds, serviceToken, headers = {} }: DbtConnection,
): Promise<void> {
  const input = { apiHost: dbt.url, serviceToken, environmentIds: environmentIds.map(String) };
  const answer = await askGraph(url, CONNECT, { input }, { headers, withinMs: CONNECT_WITHIN_MS });
  const saved = answer.data?.configureDbtIntegration as { readonly userErrors: readonly unknown[] } | null;
  if (saved?.userErrors.length !== 0) {
    throw new Error(`dbt could not be connected: ${problemOf(answer) ?? JSON.stringify(saved)}`);
  }
}

/** The flags of Node with which `npm start` starts the subgraph. */
export function flagsOfStart(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(scripts.start).match(/--\S+/g) ?? [];
}
