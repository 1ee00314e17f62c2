import type { IndexedNode } from '../node.ts';
import { isBuilder } from '../relation.ts';
import type { RelationEntry } from '../relation-index.ts';
import { compareVersions, splitVersion, versionOf } from '../version-name.ts';
import type { Place } from './place.ts';

/** A relation that came near, or a node that has none. */
export interface Candidate {
  readonly node: IndexedNode;
  /** Null for a node without a relation. */
  readonly entry: RelationEntry | null;
  readonly place: Place;
}

/** Each relation once, whatever nodes, states and environments have it; a builder speaks for it before a source. */
export function distinctRelations(candidates: readonly Candidate[]): readonly Candidate[] {
  const positions = new Map<string, number>();
  const distinct: Candidate[] = [];
  for (const candidate of candidates) {
    const keys = keysOf(candidate);
    const known = keys.map((key) => positions.get(key)).find((position) => position !== undefined);
    const position = known ?? distinct.length;
    const other = distinct[position];
    if (other === undefined || (isBuilder(candidate.node) && !isBuilder(other.node)))
      distinct[position] = candidate;
    for (const key of keys) positions.set(key, position);
  }
  return distinct;
}

/** A relation by its spelling, and by what the warehouse makes of it. */
function keysOf({ node, entry, place }: Candidate): readonly string[] {
  if (entry === null) return [node.uniqueId];
  const { relation, exactDatabase, exactSchema, exactName } = entry;
  const { schema, name } = relation;
  const { fold } = place.index.rule;
  const database = place.isTwoLevel ? '' : (relation.database ?? '');
  const spelled = keyOf(database, schema, name);
  const folded =
    exactDatabase || exactSchema || exactName
      ? keyOf(
          exactDatabase ? database : fold(database),
          exactSchema ? schema : fold(schema),
          exactName ? name : fold(name),
        )
      : fold(spelled);
  return folded === spelled ? [spelled] : [folded, spelled];
}

export function sortByRelation(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length < 2) return candidates;
  const keyed = candidates.map((candidate) => {
    const { database, schema, name } = candidate.entry?.relation ?? { database: '', schema: '', name: '' };
    return { candidate, key: keyOf(keyOf(database ?? '', schema, name), candidate.node.uniqueId, '') };
  });
  keyed.sort((left, right) => (left.key < right.key ? -1 : 1));
  return keyed.map(({ candidate }) => candidate);
}

/** The version that dbt gives, else the one that the name ends in. */
export function versionIn({ node, entry }: Candidate): string | null {
  return versionOf(node)?.version ?? splitVersion(entry?.relation.name ?? '')?.version ?? null;
}

export function laterOf(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return compareVersions(left, right) < 0 ? right : left;
}

/** NUL cannot stand in a name of any warehouse. */
function keyOf(database: string, schema: string, name: string): string {
  return `${database}\u0000${schema}\u0000${name}`;
}
