import { createHash } from 'node:crypto';
import type { Manifest } from './schemas.ts';

/**
 * The root project's name. Old manifests give only its digest: then it is the package with that digest,
 * else the package with the most nodes. Null for a manifest without nodes.
 */
export function projectNameOf(manifest: Manifest): string | null {
  const { project_name: name, project_id: digest } = manifest.metadata;
  if (name) return name;
  const counts = new Map<string, number>();
  for (const { package_name: owner } of Object.values(manifest.nodes)) {
    if (owner) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const packages = [...counts].sort((a, b) => b[1] - a[1]).map(([owner]) => owner);
  const root = packages.find((owner) => createHash('md5').update(owner).digest('hex') === digest);
  return root ?? packages[0] ?? null;
}
