import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Untyped on purpose: artifacts of six schema versions, of which few fields are read. */
export type Artifact = ReturnType<typeof JSON.parse>;

/** One artifact of a folder, plain or gzipped; null where there is none. */
export function readArtifact(folder: string, name: string): Artifact {
  const path = join(folder, `${name}.json`);
  if (existsSync(path)) return readJson(path);
  return existsSync(`${path}.gz`) ? readJson(`${path}.gz`) : null;
}

/** All artifacts of a folder whose names begin alike, oldest first. */
export function readArtifacts(folder: string, stem: string): readonly Artifact[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(stem) && /\.json(\.gz)?$/.test(name))
    .map((name) => readJson(join(folder, name)))
    .sort((left, right) => Date.parse(generatedAt(left)) - Date.parse(generatedAt(right)));
}

export function generatedAt(artifact: Artifact): string {
  return artifact.metadata.generated_at;
}

function readJson(path: string): Artifact {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
}
