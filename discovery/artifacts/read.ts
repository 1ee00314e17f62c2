import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
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

const unzip = promisify(gunzip);
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
 * `sources*.json`, each plain or gzipped (`.json.gz`); subfolders are not looked into. Throws an error that
 * names the folder or the file when there is no manifest, or when a file cannot be read as what it should be.
 */
export async function readArtifacts(folder: string): Promise<Artifacts> {
  const names = await listFolder(folder);
  const manifestName = pick(names, 'manifest');
  if (manifestName === undefined) {
    throw new Error(`no manifest.json (or manifest.json.gz) in ${folder}`);
  }
  const manifest = await readJson(join(folder, manifestName), manifestSchema);
  checkManifestVersion(manifest, folder);
  const catalogName = pick(names, 'catalog');
  const catalog = catalogName === undefined ? null : await readJson(join(folder, catalogName), catalogSchema);
  const runResults = await readAll(folder, names, 'run_results', runResultsSchema);
  const freshness = await readAll(folder, names, 'sources', sourcesSchema);
  return { manifest, catalog, runResults, freshness };
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

async function readAll<T extends { metadata: { generated_at?: string | null | undefined } }>(
  folder: string,
  names: string[],
  stem: string,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const wanted = names.filter((name) => name.startsWith(stem) && /\.json(\.gz)?$/.test(name));
  const read = await Promise.all(wanted.map((name) => readJson(join(folder, name), schema)));
  return read.sort((a, b) => instantOf(a) - instantOf(b));
}

function instantOf(artifact: { metadata: { generated_at?: string | null | undefined } }): number {
  const instant = Date.parse(artifact.metadata.generated_at ?? '');
  return Number.isNaN(instant) ? 0 : instant;
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const bytes = await readFile(path);
  const content = path.endsWith('.gz') ? await unzip(bytes) : bytes;
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch (cause) {
    throw new Error(`${path} is not valid JSON`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new Error(`${path} is not the dbt artifact its name says:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
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
