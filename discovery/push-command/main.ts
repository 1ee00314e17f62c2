import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFiles } from './find-files.ts';
import { type Flags, parseFlags, USAGE } from './flags.ts';
import { packFiles } from './pack-files.ts';
import { type Report, reportOn } from './report.ts';
import { sendPush } from './send.ts';

// npm starts scripts in the folder of the project; paths are meant from where its user stands.
const base =
  process.env.npm_lifecycle_event === 'push' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags === 'help') {
    console.log(USAGE);
    return;
  }
  const { line, isTaken } = await push(flags).catch((error: unknown) => {
    throw new Error(`Environment ${flags.environment}: ${reasonOf(error)}`, { cause: error });
  });
  if (isTaken) console.log(line);
  else console.error(line);
  process.exitCode = isTaken ? 0 : 1;
}

async function push(flags: Flags): Promise<Report> {
  const token = await readToken(flags.tokenFile);
  const files = await findFiles(flags.paths.map((path) => resolve(base, path)));
  const request = {
    url: new URL(`artifacts/${flags.environment}`, flags.to),
    token,
    archive: new Uint8Array(await packFiles(files)),
    attempts: flags.attempts,
    timeoutMs: flags.timeoutMs,
  };
  const answer = await sendPush(request, { fetch, wait: (ms) => wait(ms), random: Math.random });
  return reportOn(flags.environment, answer);
}

function readFlags(): Flags | 'help' {
  try {
    return parseFlags(process.argv.slice(2));
  } catch (error) {
    throw new Error(`${reasonOf(error)}\n\nSee npm run push -- --help`, { cause: error });
  }
}

async function readToken(file: string | null): Promise<string> {
  const token =
    file === null ? (process.env.DISCOVERY_PUSH_TOKEN ?? '') : await readTokenFile(resolve(base, file));
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

main().catch((error: unknown) => {
  console.error(reasonOf(error));
  process.exitCode = 1;
});
