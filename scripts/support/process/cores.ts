import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The cores on which a server and its load run apart. */
export interface Cores {
  readonly server: number;
  readonly load: number;
}

/** The first two cores that this process may use; null where there is one core alone, or no `taskset` to choose with. */
export function findCores(): Cores | null {
  try {
    const [server, load] = allowedCores();
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return server === undefined || load === undefined ? null : { server, load };
  } catch {
    return null;
  }
}

/** Keeps this process, and what it starts from now on, on one core. */
export function moveToCore(core: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)], {
    stdio: 'ignore',
  });
}

/** A program and its arguments, to be started on one core. */
export function onCore(
  core: number,
  program: string,
  args: readonly string[],
): readonly [string, readonly string[]] {
  return ['taskset', ['--cpu-list', String(core), program, ...args]];
}

/** Linux's own list: `0-3,6`. */
function allowedCores(): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
}
