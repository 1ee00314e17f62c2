import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { kindOf } from './artifact-name.ts';
import type { Clock } from './clock.ts';

/** dbt writes its files one by one. */
const QUIET_MS = 300;

export interface FolderWatch {
  /** Watches what now stands at the path: a folder may be removed, made anew, renamed, or swapped by a link. */
  arm(): Promise<void>;
  close(): void;
}

/**
 * Calls `onChange` once the folder has been quiet for a moment after a change. The folder around it is watched for its
 * coming and going. Not every file system tells of changes, and systems bound how many folders are watched: whoever
 * must not miss a change looks by time as well.
 */
export function watchFolder(folder: string, onChange: () => void, clock: Clock): FolderWatch {
  const path = resolve(folder);
  let cancel = () => {};
  let isClosed = false;
  const poke = () => {
    cancel();
    if (!isClosed) cancel = clock.later(onChange, QUIET_MS);
  };
  const own = createWatched(path, (name) => {
    // dbt writes much beside its artifacts.
    if (name === null || name === basename(path) || kindOf(name) !== null) poke();
  });
  const around = createWatched(dirname(path), (name) => {
    if (name !== null && name !== basename(path)) return;
    own.release();
    poke();
  });
  return {
    async arm() {
      await Promise.all([own.arm(), around.arm()]);
      if (isClosed) release();
    },
    close() {
      isClosed = true;
      cancel();
      release();
    },
  };

  function release() {
    own.release();
    around.release();
  }
}

/** One folder that is watched for as long as it is the same one. */
function createWatched(path: string, onEvent: (name: string | null) => void) {
  let watcher: FSWatcher | null = null;
  let watched: string | null = null;
  function release() {
    watcher?.close();
    watcher = null;
    watched = null;
  }
  return {
    release,
    async arm(): Promise<void> {
      const standing = await identity(path);
      if (standing !== null && standing === watched) return;
      release();
      if (standing === null) return;
      try {
        watcher = watch(path, { persistent: false }, (_, name) => onEvent(name));
        watcher.on('error', release);
        watched = standing;
      } catch {
        // It went a moment ago, or the system watches no more folders: the next look by time tries again.
        release();
      }
    },
  };
}

/** Numbers of removed folders are given to new ones, which are born later. */
async function identity(path: string): Promise<string | null> {
  try {
    const { dev, ino, birthtimeNs } = await stat(path, { bigint: true });
    return `${dev} ${ino} ${birthtimeNs}`;
  } catch {
    return null;
  }
}
