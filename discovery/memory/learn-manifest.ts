import { relationNameOf, toRelationPath } from '../artifacts/relation-names.ts';
import type { Manifest, ManifestNode } from '../artifacts/schemas.ts';
import { manifestHeaderOf } from './header.ts';
import type { Learned } from './learned.ts';
import { digestOf } from './read-arrival.ts';
import type { Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps, type Stamp } from './stamp.ts';

/** The newest manifest is the environment's; an older one says nothing. */
export function learnManifest(
  remembered: Remembered,
  rows: RowChanges,
  manifest: Manifest,
  stamp: Stamp,
): Learned {
  const known = remembered.header.manifest;
  // Of two that are not dated, the last one to come is the newest.
  const isDated = stamp.at > 0 || (known?.stamp.at ?? 0) > 0;
  if (known !== null && isDated && compareStamps(stamp, known.stamp) < 0) {
    const note = `it is older than the manifest that is known, of ${known.stamp.generatedAt}, and is kept out`;
    return { nodes: 0, notes: [note] };
  }
  const nodes = collectNodes(manifest);
  let changed = 0;
  for (const uniqueId of remembered.nodes.keys()) {
    if (nodes.has(uniqueId)) continue;
    remembered.nodes.delete(uniqueId);
    rows.drop('manifest', uniqueId);
    changed += 1;
  }
  for (const [uniqueId, node] of nodes) {
    const text = JSON.stringify(node);
    const digest = digestOf(text);
    if (remembered.nodes.get(uniqueId)?.digest === digest) continue;
    remembered.nodes.set(uniqueId, slimNode(node, digest));
    rows.put('manifest', uniqueId, text);
    changed += 1;
  }
  remembered.header = { ...remembered.header, manifest: manifestHeaderOf(manifest, stamp) };
  return { nodes: changed, notes: [] };
}

export function slimNode(node: ManifestNode, digest: string): { digest: string; relation: string } {
  return { digest, relation: toRelationPath(relationNameOf(node)) };
}

/** Disabled nodes are not among these: dbt lists them apart, under `disabled`. */
function collectNodes(manifest: Manifest): Map<string, ManifestNode> {
  const groups = [manifest.nodes, manifest.sources, manifest.exposures, manifest.unit_tests, manifest.groups];
  const all = groups.flatMap((group) => Object.values(group ?? {}));
  return new Map(all.map((node) => [node.unique_id, node]));
}
