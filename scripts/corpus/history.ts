import { copyFileSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that holds the artifacts of a set together with those of its earlier runs. */
export interface HistoryFolder extends AsyncDisposable {
  readonly folder: string;
}

/** Whether older runs of the same project lie in a folder of their own beside the set. */
export function hasHistory(corpus: string, name: string): boolean {
  return existsSync(join(corpus, name, 'history'));
}

export function openHistory(corpus: string, name: string): HistoryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  const set = join(corpus, name);
  for (const source of [set, join(set, 'history')]) {
    for (const file of readdirSync(source).filter((found) => /\.json(\.gz)?$/.test(found))) {
      copyFileSync(join(source, file), join(folder, file));
    }
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
