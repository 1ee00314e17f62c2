import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arrival } from '../memory/memory.ts';
import { artifactsAmong } from './artifact-name.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { watchFolder } from './folder-watch.ts';
import { createHarvest } from './harvest.ts';
import type { ArtifactSource } from './source.ts';
import { unpack } from './unpack.ts';

/** How long a file must stay as it is before it counts as written to its end. */
const SETTLE_MS = 300;

export interface FolderOptions {
  /** Give a hint when something changes in the folder, or when the folder itself comes or goes. */
  watch?: boolean;
  clock?: Clock;
}

/**
 * A folder of artifacts: `manifest.json`, `catalog.json`, every `run_results*.json` and every `sources*.json`, each
 * plain or gzipped; subfolders are not looked into. The first look takes the files as they are; later a file that
 * changed is taken when two looks have found it the same, because dbt writes its files in place.
 */
export function folderSource(folder: string, options: FolderOptions = {}): ArtifactSource {
  const { watch = false, clock = SYSTEM_CLOCK } = options;
  const taken = new Map<string, string>();
  let seen = new Map<string, string>();
  let isFirst = true;
  let wake = () => {};
  let cancel = () => {};
  const watcher = watch ? watchFolder(folder, () => wake(), clock) : null;

  return {
    name: folder,
    async look() {
      await watcher?.arm();
      const files = artifactsAmong(await namesIn(folder));
      const found = new Map<string, string>();
      const harvest = createHarvest();
      let isUnsettled = false;
      for (const { name, kind } of files) {
        const path = join(folder, name);
        const print = await fingerprint(path);
        if (print === null) continue;
        found.set(name, print);
        if (print === taken.get(name) || harvest.isFull()) continue;
        if (!isFirst && print !== seen.get(name)) {
          isUnsettled = true;
          continue;
        }
        try {
          const bytes = await unpack(path, await readFile(path));
          if (print !== (await fingerprint(path))) isUnsettled = true;
          else {
            taken.set(name, print);
            harvest.add({ kind, origin: path, bytes });
          }
        } catch (error) {
          harvest.fault(error);
        }
      }
      for (const name of taken.keys()) if (!found.has(name)) taken.delete(name);
      seen = found;
      isFirst = false;
      cancel();
      if (isUnsettled) cancel = clock.later(() => wake(), SETTLE_MS);
      return harvest.result();
    },
    again() {
      taken.clear();
      isFirst = true;
    },
    onHint(listener) {
      wake = listener;
    },
    close() {
      cancel();
      watcher?.close();
    },
  };
}

/** All artifacts of a folder as they are now. */
export async function readFolder(folder: string): Promise<readonly Arrival[]> {
  const source = folderSource(folder);
  const signal = new AbortController().signal;
  const arrivals: Arrival[] = [];
  for (;;) {
    const more = await source.look(signal);
    if (more.length === 0) return arrivals;
    arrivals.push(...more);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new Error(`cannot read the folder ${folder}`, { cause });
  }
}

/** Changes with every write and with every other file in its place; null when the file has gone meanwhile. */
async function fingerprint(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return null;
  }
}
