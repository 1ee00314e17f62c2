import type { Artifacts } from '../artifacts/read.ts';

/** The newest `generated_at` of all artifacts, in the artifact's own text; null when none is dated. */
export function newestGeneration(artifacts: Artifacts): string | null {
  const all = [artifacts.manifest, artifacts.catalog, ...artifacts.runResults, ...artifacts.freshness];
  let newest: string | null = null;
  for (const artifact of all) {
    const generatedAt = artifact?.metadata.generated_at;
    if (!generatedAt || Number.isNaN(Date.parse(generatedAt))) continue;
    if (newest === null || Date.parse(generatedAt) > Date.parse(newest)) newest = generatedAt;
  }
  return newest;
}
