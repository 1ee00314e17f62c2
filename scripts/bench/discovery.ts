import { fileURLToPath } from 'node:url';
import { startChild } from '../support/process/child.ts';
import { within } from '../support/process/within.ts';
import { writeArtifacts } from './project/artifacts.ts';
import type { MadeUpTable } from './project/tables.ts';

export const ENVIRONMENT_ID = 834;
export const SERVICE_TOKEN = 'dbtc_made_up_for_the_figures';

const PROGRAM = fileURLToPath(new URL('../../discovery/main.ts', import.meta.url));
/** Ends it when this process is gone. */
const PROBE = new URL('../support/probe.ts', import.meta.url).href;
const START_WITHIN_MS = 60_000;

/** The project's own Discovery API over made-up artifacts, in a process of its own. */
export interface Discovery extends AsyncDisposable {
  /** Origin of both APIs. */
  readonly url: string;
}

export async function startDiscovery(folder: string, tables: readonly MadeUpTable[]): Promise<Discovery> {
  writeArtifacts(folder, tables);
  const listening = Promise.withResolvers<string>();
  const environment = `${ENVIRONMENT_ID}=${folder}`;
  const child = startChild({
    args: [`--import=${PROBE}`, PROGRAM, '--port', '0', '--state', ':memory:', '--environment', environment],
    cwd: process.cwd(),
    env: { NODE_ENV: 'production', DISCOVERY_TOKEN: SERVICE_TOKEN },
    onLine(line) {
      const url = /Admin API at (\S+)/.exec(line)?.[1];
      if (url !== undefined) listening.resolve(url);
    },
  });
  try {
    const outcomes = [listening.promise, child.failed];
    const url = await within(START_WITHIN_MS, 'The Discovery API did not listen', outcomes);
    return { url, [Symbol.asyncDispose]: child.kill };
  } catch (error) {
    await child.kill();
    throw error;
  }
}
