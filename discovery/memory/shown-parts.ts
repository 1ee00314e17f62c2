import { setImmediate as nextTurn } from 'node:timers/promises';
import { runIdOf } from '../artifacts/ids.ts';
import type { NodeRuns } from '../artifacts/merge-runs.ts';
import type { ManifestNode } from '../artifacts/schemas.ts';
import type { CatalogEntry } from '../state/environment-state.ts';
import type { EnvironmentHeader } from './header.ts';
import { NOTHING_KNOWN } from './header.ts';
import type { CatalogRow } from './learn-catalog.ts';
import { type PackedRuns, unpackRuns } from './pack-runs.ts';
import type { Change, ChangesHead, ShownPart } from './protocol.ts';
import type { StoredFreshness } from './remembered.ts';

/** What the main thread has of an environment. Never changed: the next one shares what stayed. */
export interface ShownParts {
  readonly header: EnvironmentHeader;
  readonly hasOtherTarget: boolean;
  /** Sorted by id. */
  readonly manifest: ReadonlyMap<string, ManifestNode>;
  readonly runs: ReadonlyMap<string, NodeRuns>;
  readonly catalog: ReadonlyMap<string, CatalogEntry>;
  readonly freshness: ReadonlyMap<string, StoredFreshness>;
}

export const NOTHING_SHOWN: ShownParts = {
  header: NOTHING_KNOWN,
  hasOtherTarget: false,
  manifest: new Map(),
  runs: new Map(),
  catalog: new Map(),
  freshness: new Map(),
};

const READ: { readonly [Part in ShownPart]: (value: unknown) => unknown } = {
  manifest: (value) => value,
  runs: (value) => unpackRuns(value as PackedRuns),
  catalog: (value) => toCatalogEntry(value as CatalogRow),
  freshness: (value) => value,
};

/** The parts after these changes; the same ones where nothing changed. Gives the loop its turn between slices. */
export async function withChanges(
  before: ShownParts,
  head: ChangesHead,
  nextSlice: () => Promise<string | null>,
): Promise<ShownParts> {
  const base = head.afresh ? NOTHING_SHOWN : before;
  const copies = new Map<ShownPart, Map<string, unknown>>();
  let hasNewNodes = false;
  for (let slice = await nextSlice(); slice !== null; slice = await nextSlice()) {
    const changes: Change[] = JSON.parse(slice);
    for (const [part, name, value] of changes) {
      const copy = copies.get(part) ?? new Map<string, unknown>(base[part]);
      copies.set(part, copy);
      hasNewNodes ||= part === 'manifest' && !copy.has(name);
      if (value === null) copy.delete(name);
      else copy.set(name, READ[part](value));
    }
    await nextTurn();
  }
  const isSameHeader = JSON.stringify(base.header) === JSON.stringify(head.header);
  if (copies.size === 0 && isSameHeader && base.hasOtherTarget === head.hasOtherTarget) return base;
  const changed = Object.fromEntries(copies) as Partial<ShownParts>;
  const manifest = changed.manifest ?? base.manifest;
  return {
    ...base,
    ...changed,
    manifest: hasNewNodes ? sorted(manifest) : manifest,
    header: head.header,
    hasOtherTarget: head.hasOtherTarget,
  };
}

function sorted(nodes: ReadonlyMap<string, ManifestNode>): ReadonlyMap<string, ManifestNode> {
  return new Map([...nodes].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function toCatalogEntry({ stamp, table }: CatalogRow): CatalogEntry {
  return { table, generatedAt: stamp.generatedAt, runId: runIdOf(stamp.invocationId) };
}
