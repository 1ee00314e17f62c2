import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

interface Ended {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs Node in the folder of the project until it ends, with no other variables than these. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { pid: child.pid, code, out, err };
}

/** Runs the program of this clone. */
export const runProgram = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runNode(['commands/main.ts', ...args], env);
