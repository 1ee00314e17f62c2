import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';

export function releaseVersion(node: ManifestNode): 'latest' | 'none' | 'old' | 'prerelease' {
  const { version, latest_version: latest } = node;
  if (version === null || version === undefined) return 'none';
  if (latest === null || latest === undefined || String(version) === String(latest)) return 'latest';
  return Number(version) > Number(latest) ? 'prerelease' : 'old';
}

/** All versions of a versioned model, itself among them; empty for a model without versions. */
export function modelVersions(node: ManifestNode, state: EnvironmentState) {
  if (releaseVersion(node) === 'none') return [];
  const siblings = [...state.nodes.values()].filter(
    (other) =>
      other.resource_type === 'model' && other.package_name === node.package_name && other.name === node.name,
  );
  return siblings.map((other) => ({
    name: other.name,
    releaseVersion: releaseVersion(other),
    uniqueId: other.unique_id,
  }));
}
