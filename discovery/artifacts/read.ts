import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Log, readArtifact } from './read-artifact.ts';
import {
  type Catalog,
  catalogSchema,
  type Manifest,
  manifestSchema,
  type RunResults,
  runResultsSchema,
  type SourceFreshness,
  sourcesSchema,
} from './schemas.ts';

const OLDEST_MANIFEST_VERSION = 7;

export interface Artifacts {
  manifest: Manifest;
  /** Null where `docs generate` left no catalog. */
  catalog: Catalog | null;
  /** Oldest first. */
  runResults: RunResults[];
  /** Results of `source freshness`, oldest first. */
  freshness: SourceFreshness[];
}

/**
 * Reads one folder of artifacts: `manifest.json`, `catalog.json`, every `run_results*.json` and every
 * `sources*.json`, each plain or gzipped (`.json.gz`); subfolders are not looked into. `log` receives a line for each
 * value that is left out as unreadable. Throws an error that names the folder or the file when there is no manifest,
 * or when a file cannot be read as what it should be.
 */
export async function readArtifacts(folder: string, log: Log): Promise<Artifacts> {
  const names = await listFolder(folder);
  const manifestName = pick(names, 'manifest');
  if (manifestName === undefined) {
    throw new Error(`no manifest.json (or manifest.json.gz) in ${folder}`);
  }
  const read = <T>(name: string, schema: z.ZodType<T>) => readArtifact(join(folder, name), schema, log);
  const manifest = await read(manifestName, manifestSchema);
  checkManifestVersion(manifest, folder);
  const catalogName = pick(names, 'catalog');
  const catalog = catalogName === undefined ? null : await read(catalogName, catalogSchema);
  const runResults = await Promise.all(
    filesOf(names, 'run_results').map((name) => read(name, runResultsSchema)),
  );
  const freshness = await Promise.all(filesOf(names, 'sources').map((name) => read(name, sourcesSchema)));
  return { manifest, catalog, runResults: byTime(runResults), freshness: byTime(freshness) };
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw new Error(`cannot read the folder ${folder}`, { cause });
  }
}

function pick(names: string[], stem: string): string | undefined {
  return names.find((name) => name === `${stem}.json`) ?? names.find((name) => name === `${stem}.json.gz`);
}

function filesOf(names: string[], stem: string): string[] {
  return names.filter((name) => name.startsWith(stem) && /\.json(\.gz)?$/.test(name));
}

interface Dated {
  metadata: { generated_at?: string | null | undefined };
}

/** Oldest first; what is not dated comes before all that is. */
function byTime<T extends Dated>(artifacts: T[]): T[] {
  return artifacts.sort((a, b) => instantOf(a) - instantOf(b));
}

function instantOf({ metadata }: Dated): number {
  const instant = Date.parse(metadata.generated_at ?? '');
  return Number.isNaN(instant) ? 0 : instant;
}

/** Newer versions than the known ones are read as they are: dbt adds fields and rarely moves one. */
function checkManifestVersion(manifest: Manifest, folder: string): void {
  const version = /\/v(\d+)\.json$/.exec(manifest.metadata.dbt_schema_version ?? '')?.[1];
  if (version !== undefined && Number(version) < OLDEST_MANIFEST_VERSION) {
    throw new Error(
      `the manifest in ${folder} has version ${version}: version 7 (dbt 1.3) or newer is needed`,
    );
  }
}
