import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toCatalog, toManifest, toRunResults, toSources } from './artifact-files.ts';
import type { ManifestNode } from './artifact-nodes.ts';

/** dbt artifacts of a small project, written by a test into a folder of their own. */

export interface Project {
  /** duckdb unless given. */
  readonly adapterType?: string;
  readonly nodes: readonly ManifestNode[];
  /** In any order: dbt tells their age by the time in the file. */
  readonly runs?: readonly Run[];
  readonly checks?: readonly FreshnessCheck[];
  /** What `dbt docs generate` listed: column names by node, in the warehouse's order. */
  readonly catalog?: Readonly<Record<string, readonly string[]>>;
}

/** One `run_results.json`. */
export interface Run {
  readonly command: string;
  /** When every node that was executed had finished. */
  readonly at: string;
  readonly results: Readonly<Record<string, Result | string>>;
  /** Whether the warehouse answered nothing; so unless given where the command only compiles. */
  readonly isSilent?: boolean;
}

export interface Result {
  readonly status: string;
  readonly failures?: number;
  readonly message?: string;
  /** The relation that was built; the node's own unless given, null where dbt did not record one. */
  readonly relationName?: string | null;
}

/** One `sources.json`. */
export interface FreshnessCheck {
  readonly at: string;
  readonly results: Readonly<Record<string, CheckedSource>>;
}

export interface CheckedSource {
  readonly status: string;
  /** Left out where the check broke. */
  readonly maxLoadedAt?: string;
  /** `at` of the file unless given. */
  readonly snapshottedAt?: string;
}

export interface ArtifactFolder extends AsyncDisposable {
  readonly artifactsPath: string;
}

export function run(command: string, at: string, results: Run['results']): Run {
  return { command, at, results };
}

export function writeArtifacts(project: Project): ArtifactFolder {
  const folder = mkdtempSync(join(tmpdir(), 'artifacts-'));
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  write('manifest', toManifest(project));
  for (const [number, results] of (project.runs ?? []).entries()) {
    write(`run_results.${number}`, toRunResults(results, project.nodes));
  }
  for (const [number, check] of (project.checks ?? []).entries())
    write(`sources.${number}`, toSources(check));
  if (project.catalog !== undefined) write('catalog', toCatalog(project.catalog));
  return { artifactsPath: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
