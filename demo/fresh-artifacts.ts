import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** How long before `now` dbt seems to have ended: nothing of the demo lies in the future. */
const NEWEST_AGE_SECONDS = 120;

/** `"generated_at":"2026-11-23T15:32:32.036824Z"`: the key, the instant to the second, its fraction and zone. Year 1 is dbt's "never". */
const INSTANT = /("[a-z_]+_at": ?")(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)([^"]*")/g;

export interface FreshArtifacts extends AsyncDisposable {
  /** Copies of the folders, in their order. */
  readonly folders: readonly string[];
}

/**
 * Copies folders of dbt's artifacts to a temporary place, with all their times moved by the same seconds, so that the
 * newest is two minutes old: health looks at the clock, and a demo of last month would show a sick warehouse.
 */
export async function freshArtifacts(folders: readonly string[], now: Date): Promise<FreshArtifacts> {
  const read = await Promise.all(folders.map(readTexts));
  const bySeconds =
    secondsOf(now) - NEWEST_AGE_SECONDS - newestIn(read.flatMap((texts) => [...texts.values()]));
  const base = await mkdtemp(join(tmpdir(), 'dbt-demo-'));
  const written = read.map(async (texts, index) => {
    const folder = join(base, basename(folders[index] ?? ''));
    await mkdir(folder);
    for (const [name, text] of texts) await writeFile(join(folder, name), moveTimes(text, bySeconds));
    return folder;
  });
  return {
    folders: await Promise.all(written),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  };
}

async function readTexts(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(texts));
}

/** The newest time in the texts, in seconds since 1970. */
function newestIn(texts: readonly string[]): number {
  let newest = 0;
  for (const text of texts) {
    for (const [, , instant = ''] of text.matchAll(INSTANT))
      newest = Math.max(newest, secondsOf(toDate(instant)));
  }
  return newest;
}

/** Whole seconds: fractions and zones stay as dbt wrote them. */
function moveTimes(text: string, bySeconds: number): string {
  return text.replace(INSTANT, (_all, key: string, instant: string, rest: string) => {
    const moved = new Date((secondsOf(toDate(instant)) + bySeconds) * 1000);
    return `${key}${moved.toISOString().slice(0, 19)}${rest}`;
  });
}

function toDate(instant: string): Date {
  return new Date(`${instant}Z`);
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
