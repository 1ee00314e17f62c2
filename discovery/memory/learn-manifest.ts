import { relationNameOf, toRelationPath } from '../artifacts/relation-names.ts';
import type { Manifest, ManifestNode } from '../artifacts/schemas.ts';
import { arrangeCatalog } from './arrange-catalog.ts';
import { arrangeChecks } from './arrange-checks.ts';
import { type ManifestHeader, manifestHeaderOf } from './header.ts';
import { digestOf } from './read-arrival.ts';
import type { Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps, type Stamp } from './stamp.ts';
import { choosePlace, findPlace, relationsOf } from './target-book.ts';
import { mergeCommands } from './target-command.ts';
import { putCommand, putTargets } from './target-rows.ts';

/** A manifest of another target than the environment's, as it waits for its turn. */
export interface StoredManifest {
  readonly header: ManifestHeader;
  readonly nodes: readonly ManifestNode[];
}

export interface LearnedManifest {
  /** How many nodes changed. */
  readonly nodes: number;
  /** The target that it is of. */
  readonly place: string;
  /** The newest manifest of its target, where that is another one. */
  readonly newest: Stamp | null;
}

/** Of each target the newest manifest is kept; that of the environment's own is what is served. */
export function learnManifest(
  remembered: Remembered,
  rows: RowChanges,
  manifest: Manifest,
  stamp: Stamp,
): LearnedManifest {
  const { targets } = remembered;
  const nodes = collectNodes(manifest);
  const relations = relationsOf(nodes.values());
  const place = findPlace(targets, relations) ?? stamp.artifact;
  const known = targets.places.get(place)?.stamp ?? null;
  // Of two that are not dated, the last one to come is the newest.
  const isDated = stamp.at > 0 || (known?.at ?? 0) > 0;
  const isOlder = known !== null && isDated && compareStamps(stamp, known) < 0;
  const fresh = { header: manifestHeaderOf(manifest, stamp), nodes: [...nodes.values()] };
  if (!isOlder) targets.places.set(place, { stamp, relations });
  const invocation = stamp.invocationId ?? stamp.artifact;
  const told = { at: stamp.at, place, sample: [], hasBuilt: false };
  putCommand(targets, rows, invocation, mergeCommands(targets.commands.get(invocation), told));
  if (isOlder) return { nodes: settleTarget(remembered, rows), place, newest: known };
  if (place === targets.chosen) {
    const changed = serve(remembered, rows, fresh);
    return { nodes: Math.max(changed, settleTarget(remembered, rows)), place, newest: null };
  }
  if (choosePlace(targets) === place) {
    return { nodes: moveTo(remembered, rows, place, fresh), place, newest: null };
  }
  rows.put('elsewhere', place, JSON.stringify(fresh));
  arrangeCatalog(remembered, rows);
  arrangeChecks(remembered, rows);
  return { nodes: settleTarget(remembered, rows), place, newest: null };
}

/** Serves another target where what is known by now says that it is the environment's. Answers how many nodes changed. */
export function settleTarget(remembered: Remembered, rows: RowChanges): number {
  const place = choosePlace(remembered.targets);
  if (place === remembered.targets.chosen) return 0;
  const text = place === null ? undefined : rows.read('elsewhere', place);
  const stored: StoredManifest | null = text === undefined ? null : JSON.parse(text);
  return moveTo(remembered, rows, place, stored);
}

function moveTo(
  remembered: Remembered,
  rows: RowChanges,
  place: string | null,
  stored: StoredManifest | null,
): number {
  const { targets, header } = remembered;
  if (targets.chosen !== null && header.manifest !== null) {
    const nodes = rows.list('manifest').map(([, text]): ManifestNode => JSON.parse(text));
    rows.put('elsewhere', targets.chosen, JSON.stringify({ header: header.manifest, nodes }));
  }
  targets.chosen = place;
  if (place !== null) rows.drop('elsewhere', place);
  putTargets(targets, rows);
  return serve(remembered, rows, stored);
}

function serve(remembered: Remembered, rows: RowChanges, stored: StoredManifest | null): number {
  const nodes = new Map(stored?.nodes.map((node) => [node.unique_id, node]));
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
  remembered.header = { ...remembered.header, manifest: stored?.header ?? null };
  arrangeCatalog(remembered, rows);
  arrangeChecks(remembered, rows);
  return changed;
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
