import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from '../call.ts';
import type { Variables } from '../config-file/variables.ts';
import { misspeltVariables } from '../misspelt-variables.ts';
import { findFiles } from './find-files.ts';
import { type Flags, parseFlags, usage } from './flags.ts';
import { packFiles } from './pack-files.ts';
import { type Report, reportOn } from './report.ts';
import { sendPush } from './send.ts';

export { OPTIONS } from './flags.ts';

export const TAKES_FILES = true;

/** Sends one push. The exit code is 0 when all of it is new or known, else 1. */
export async function run(call: Call): Promise<void> {
  try {
    await pushAsAsked(call);
  } catch (error) {
    console.error(reasonOf(error));
    process.exitCode = 1;
  }
}

async function pushAsAsked(call: Call): Promise<void> {
  const flags = readFlags(call);
  if (flags === 'help') {
    console.log(usage(call.typed('push')));
    return;
  }
  const { line, isTaken } = await push(flags, call).catch((error: unknown) => {
    throw new Error(`Environment ${flags.environment}: ${reasonOf(error)}`, { cause: error });
  });
  if (isTaken) console.log(line);
  else console.error(line);
  process.exitCode = isTaken ? 0 : 1;
}

async function push(flags: Flags, { env, typed }: Call): Promise<Report> {
  for (const line of misspeltVariables(env)) console.error(line);
  const token = await readToken(flags.tokenFile, env);
  const files = await findFiles(flags.paths.map((path) => resolve(path)));
  const request = {
    url: new URL(`artifacts/${flags.environment}`, flags.to),
    token,
    archive: new Uint8Array(await packFiles(files)),
    attempts: flags.attempts,
    timeoutMs: flags.timeoutMs,
  };
  const answer = await sendPush(request, { fetch, wait: (ms) => wait(ms), random: Math.random });
  return reportOn(flags.environment, answer, typed('discovery'));
}

function readFlags({ args, typed }: Call): Flags | 'help' {
  try {
    return parseFlags(args);
  } catch (error) {
    throw new Error(`${reasonOf(error)}\n\nSee ${typed('push')} --help`, { cause: error });
  }
}

async function readToken(file: string | null, env: Variables): Promise<string> {
  const token = file === null ? (env.DISCOVERY_PUSH_TOKEN ?? '') : await readTokenFile(file);
  if (/^\S+$/.test(token)) return token;
  throw new Error('a push token is needed, in DISCOVERY_PUSH_TOKEN or in --token-file, without blanks');
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new Error(`cannot read the token file ${path}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
