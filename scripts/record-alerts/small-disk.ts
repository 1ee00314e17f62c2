import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of so many kilobytes, in memory; null where this process may not mount one. */
export function mountSmallDisk(kilobytes: number): ({ readonly path: string } & Disposable) | null {
  const path = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path]);
  if (mounted.status !== 0) {
    rmdirSync(path);
    return null;
  }
  return {
    path,
    [Symbol.dispose]() {
      // Lazily: a worker that is being ended may hold its file for a moment.
      spawnSync('umount', ['-l', path]);
      rmdirSync(path);
    },
  };
}
