import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InstalledDbt } from './install.ts';
import { PROJECT } from './project.ts';
import { STORY, type Step, type StepName } from './story.ts';

/** What one command left behind. */
export interface Written {
  /** Whether the folder was removed before. */
  readonly cleaned: boolean;
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface RecordedStep {
  readonly name: StepName;
  readonly written: readonly Written[];
}

const ARTIFACT = /^(manifest|catalog|run_results|sources)\.json$/;

/** Runs the whole story with real dbt in an empty folder; keeps each command's artifacts. */
export async function recordStory(dbt: InstalledDbt, folder: string): Promise<readonly RecordedStep[]> {
  for (const [path, text] of Object.entries(PROJECT)) writeInto(folder, path, text);
  const recorded: RecordedStep[] = [];
  for (const step of STORY) recorded.push(await play(dbt, folder, step));
  return recorded;
}

async function play(dbt: InstalledDbt, folder: string, step: Step): Promise<RecordedStep> {
  for (const [path, text] of Object.entries(step.files ?? {})) writeInto(folder, path, text);
  if (step.sql !== undefined) await runSql(dbt, folder, step.sql);
  const target = join(folder, 'target');
  const written: Written[] = [];
  let cleaned = false;
  for (const [exitCode, ...args] of step.commands) {
    if (args[0] === 'clone') cpSync(target, join(folder, 'production-state'), { recursive: true });
    const before = read(target);
    await runDbt(dbt, folder, args, exitCode);
    if (!existsSync(target)) {
      cleaned = true;
      continue;
    }
    const isNew = ([name, bytes]: [string, Buffer]) => cleaned || before.get(name)?.equals(bytes) !== true;
    written.push({ cleaned, files: new Map([...read(target)].filter(isNew)) });
    cleaned = false;
  }
  return { name: step.name, written };
}

function read(target: string): Map<string, Buffer> {
  const names = existsSync(target) ? readdirSync(target).filter((name) => ARTIFACT.test(name)) : [];
  return new Map(names.map((name) => [name, readFileSync(join(target, name))]));
}

function writeInto(folder: string, path: string, text: string | null): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  if (text === null) rmSync(file);
  else writeFileSync(file, text);
}

function runDbt(
  { bin }: InstalledDbt,
  folder: string,
  args: readonly string[],
  exitCode: number,
): Promise<void> {
  return start(join(bin, 'dbt'), [...args], folder, exitCode);
}

function runSql({ bin }: InstalledDbt, folder: string, sql: string): Promise<void> {
  const program = 'import duckdb, sys; duckdb.connect("warehouse.duckdb").execute(sys.argv[1])';
  return start(join(bin, 'python'), ['-c', program, sql], folder, 0);
}

function start(program: string, args: string[], cwd: string, expected: number): Promise<void> {
  const env = {
    ...process.env,
    TZ: 'UTC',
    DBT_PROFILES_DIR: cwd,
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    DBT_USE_COLORS: 'false',
  };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (code === expected) return resolve();
      reject(new Error(`${args.join(' ')} ended with ${code} instead of ${expected}:\n${stdout}${stderr}`));
    });
  });
}
