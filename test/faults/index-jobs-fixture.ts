import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Faults } from '../../discovery/switchboard.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { createLargeProject } from '../support/large-project.ts';
import { type Replica, type System, type SystemOptions, startSystem } from './system.ts';

/** A project whose index is a hundred pages of two models. */
export const PAGES = 100;
const ROWS = 2;
export const TABLE = ['marts.table_0'];
/** Slow enough for a test to act in the middle of a read. */
export const SLOWLY: Faults = { maxRows: ROWS, latencyMs: 10 };
const ENVIRONMENT_ID = '834';

export interface ReadingSystem extends System {
  /** Saves the integration anew, so that the environment is read from its first page, and with these faults. */
  begin(faults?: Faults): Promise<void>;
  /** Waits until what the save at the start began is read, and forgets the requests for it. */
  idle(): Promise<void>;
  /** Waits until so many pages of the index have been answered with facts. */
  reached(pages: number): Promise<void>;
  /** Waits for that, and lets every further request hang; the number of pages that were answered in the end. */
  stopAt(pages: number): Promise<number>;
  /** Cursors of the pages that were answered with facts, in their order; `start` for none. */
  answered(): readonly string[];
  /** Cursors of those that were not. */
  failed(): readonly string[];
}

export async function startReading(
  options: Omit<SystemOptions, 'environments'> = {},
): Promise<ReadingSystem> {
  const project = createLargeProject({ models: PAGES * ROWS });
  try {
    const { artifactsPath } = project;
    const environments = [{ id: Number(ENVIRONMENT_ID), artifactsPath }];
    const system = await startSystem({ environments, ...options });
    const { discovery, one } = system;
    const asked = () =>
      discovery.requests.discovery().filter(({ operationName }) => operationName === 'DbtIndex');
    const cursorsOf = (isMeant: (status: number | null) => boolean) =>
      asked()
        .filter(({ status }) => isMeant(status))
        .map(({ variables }) => String(variables?.applied_models_after ?? 'start'));
    const answered = () => cursorsOf((status) => status === 200);
    const reached = (pages: number) =>
      expect.poll(() => answered().length, { interval: 1 }).toBeGreaterThanOrEqual(pages);
    const idle = async () => {
      await expect.poll(async () => (await one.page(TABLE)).statuses).toEqual(['EXACT']);
      discovery.requests.clear();
    };
    return {
      ...system,
      idle,
      answered,
      failed: () => cursorsOf((status) => status !== 200),
      async begin(faults = SLOWLY) {
        await idle();
        discovery.switchboard.set(faults);
        await save(one, discovery.adminUrl);
      },
      reached,
      async stopAt(pages) {
        await reached(pages);
        const before = asked().length;
        discovery.switchboard.set({ hang: true });
        // A page that was under way at this instant is still answered; the one after it hangs.
        await expect
          .poll(
            () =>
              asked()
                .slice(0, before)
                .every(({ status }) => status !== null) && asked().length > before,
            { interval: 1 },
          )
          .toBe(true);
        return answered().length;
      },
      async [Symbol.asyncDispose]() {
        await system[Symbol.asyncDispose]();
        await project[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await project[Symbol.asyncDispose]();
    throw error;
  }
}

async function save(replica: Replica, apiHost: string): Promise<void> {
  const { data } = await replica.query(
    `mutation ($input: DbtIntegrationInput!) {
       configureDbtIntegration(input: $input) { userErrors { message } } }`,
    { input: { apiHost, environmentIds: [ENVIRONMENT_ID] } },
  );
  expect(data.configureDbtIntegration.userErrors).toEqual([]);
}

/** Each page of the index once, in its order: `start`, then a cursor that nobody has had before. */
export function expectEachOnce(cursors: readonly string[]): void {
  expect(cursors).toHaveLength(PAGES);
  expect(cursors[0]).toBe('start');
  expect(new Set(cursors).size).toBe(PAGES);
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The program in a process of its own, which can be killed. */
export interface Program extends AsyncDisposable {
  /** Status and reason of the first table. */
  match(): Promise<Parsed>;
  kill(): Promise<void>;
}

export async function startProgram(
  { storeUrl, discovery }: Pick<System, 'storeUrl' | 'discovery'>,
  env: Readonly<Record<string, string>>,
): Promise<Program> {
  const child: ChildProcess = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH ?? '',
      AUTH_MODE: 'none',
      PORT: '0',
      LOG_LEVEL: 'info',
      STORE_URL: storeUrl,
      DBT_ALLOWED_HOSTS: discovery.adminUrl,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('The process has no output.');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(stdout).on('line', (line) => {
      const said = JSON.parse(line);
      if (typeof said.url === 'string') resolve(said.url);
    });
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    async match() {
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on Table { dbtDescription dbt { match { status reason } } } } }`;
      const { body } = await ask(url, query, { representations: TABLE.map(table) });
      return body.data._entities[0].dbt.match;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
