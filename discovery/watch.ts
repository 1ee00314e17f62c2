import { type FSWatcher, watch } from 'node:fs';

const QUIET_MS = 300;

/** Calls `onChange` once the folder has been quiet for a moment after a change: dbt writes its files one by one. */
export function watchFolder(folder: string, onChange: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watcher: FSWatcher = watch(folder, { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS).unref();
  });
  // A folder that is removed ends its watcher; the facts read from it stay served.
  watcher.on('error', () => watcher.close());
  return {
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
