import { manifestHeaderOf } from './header.ts';
import type { ReadArtifact } from './read-arrival.ts';
import { Refusal } from './refusal.ts';
import type { Remembered } from './remembered.ts';
import type { Stamp } from './stamp.ts';

/** Throws a Refusal for what belongs to another dbt project than the manifest that is known. */
export function refuseOtherProject(remembered: Remembered, read: ReadArtifact, origin: string): void {
  const known = remembered.header.manifest;
  if (known === null) return;
  const other =
    read.kind === 'manifest' ? otherManifest(read, known) : otherNodes(remembered, read, known.stamp);
  if (other === null) return;
  throw new Refusal(
    409,
    `${origin} is of the project ${other}, and this environment is of ${known.projectName}: ` +
      'send it to an environment of its own, or start with --allow-other-project',
  );
}

type Header = ReturnType<typeof manifestHeaderOf>;

function otherManifest(read: Extract<ReadArtifact, { kind: 'manifest' }>, known: Header): string | null {
  const { projectName, projectDigest } = manifestHeaderOf(read.artifact, read.stamp);
  const isSame = projectDigest !== null && projectDigest === known.projectDigest;
  return isSame || projectName === null || known.projectName === null || projectName === known.projectName
    ? null
    : projectName;
}

/**
 * Results and catalogs do not name their project, but each node its package. What is older than the manifest may come
 * from the time before its project was renamed.
 */
function otherNodes(
  { nodes }: Remembered,
  read: Exclude<ReadArtifact, { kind: 'manifest' }>,
  manifest: Stamp,
): string | null {
  if (read.stamp.at <= manifest.at) return null;
  const ids =
    read.kind === 'catalog'
      ? Object.keys({ ...read.artifact.nodes, ...read.artifact.sources })
      : read.artifact.results.map((result) => result.unique_id);
  const packages = new Set(ids.map(packageOf));
  const [first] = packages;
  if (first === undefined || nodes.size === 0 || ids.some((id) => nodes.has(id))) return null;
  for (const id of nodes.keys()) if (packages.has(packageOf(id))) return null;
  return first;
}

/** `shop` of `model.shop.orders`. */
function packageOf(uniqueId: string): string {
  return uniqueId.split('.')[1] ?? '';
}
