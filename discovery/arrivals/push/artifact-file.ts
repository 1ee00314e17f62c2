import type { ArtifactKind } from '../../memory/memory.ts';

export const ARTIFACT_FILES = 'manifest.json, catalog.json, run_results.json or sources.json';

const FILE = /^(?:(manifest)|(catalog)|(run_results).*|(sources).*)\.json(?:\.gz)?$/;

/**
 * What a file holds by its name, null when it is none of dbt's four artifacts. Results may be kept under names of
 * their own, such as `run_results_2026-03-01.json`.
 */
export function kindOfFile(name: string): ArtifactKind | null {
  const [, ...kinds] = FILE.exec(name) ?? [];
  return (kinds.find((kind) => kind !== undefined) as ArtifactKind | undefined) ?? null;
}
