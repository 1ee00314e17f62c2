import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

function findPromtool(): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, 'promtool')).find((path) => existsSync(path)) ?? null;
}

/** Prometheus' own tool; null where it is not installed. */
export const PROMTOOL = findPromtool();

export function sayWhenSkipped(file: string): void {
  if (PROMTOOL !== null) return;
  process.stderr.write(
    `${file}: skipped: there is no promtool on this machine (Debian: apt-get install prometheus)\n`,
  );
}

export function promtool(...args: readonly string[]): { readonly isRight: boolean; readonly said: string } {
  const { status, stdout, stderr, error } = spawnSync(PROMTOOL ?? 'promtool', args, { encoding: 'utf8' });
  return { isRight: status === 0, said: error?.message ?? `${stdout}${stderr}` };
}
