import { projectNameOf } from '../artifacts/project-name.ts';
import type { Manifest } from '../artifacts/schemas.ts';
import type { Stamp } from './stamp.ts';

/** What the newest manifest says beside its nodes. */
export interface ManifestHeader {
  readonly stamp: Stamp;
  readonly adapterType: string | null;
  readonly dbtVersion: string | null;
  readonly projectName: string | null;
  /** dbt's own: a digest of the project's name. */
  readonly projectDigest: string | null;
  readonly macroPackages: readonly string[];
}

/** What is known of an environment as a whole. */
export interface EnvironmentHeader {
  readonly manifest: ManifestHeader | null;
  readonly newestCatalog: Stamp | null;
  /** The newest `generated_at` of all artifacts, in the artifact's own text. */
  readonly newestGeneration: string | null;
  /** Why a manifest newer than that one is kept out; null where none is. */
  readonly keptOut: string | null;
}

export const NOTHING_KNOWN: EnvironmentHeader = {
  manifest: null,
  newestCatalog: null,
  newestGeneration: null,
  keptOut: null,
};

export function manifestHeaderOf(manifest: Manifest, stamp: Stamp): ManifestHeader {
  const owners = Object.values(manifest.macros ?? {}).map((macro) => macro.package_name);
  return {
    stamp,
    adapterType: manifest.metadata.adapter_type ?? null,
    dbtVersion: manifest.metadata.dbt_version ?? null,
    projectName: projectNameOf(manifest),
    projectDigest: manifest.metadata.project_id ?? null,
    macroPackages: [...new Set(owners.filter((owner) => typeof owner === 'string'))].sort(),
  };
}
