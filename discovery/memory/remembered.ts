import type { RelationFinder } from '../artifacts/targets.ts';
import { targetOf } from '../artifacts/targets.ts';
import type { Freshness } from '../state/freshness.ts';
import { type EnvironmentHeader, NOTHING_KNOWN } from './header.ts';
import type { StoredMention, Surroundings } from './mentions.ts';
import type { Stamp } from './stamp.ts';
import { createNameJudge, createTargetBook, type TargetBook } from './target-book.ts';

/** What the worker has at hand of one environment; larger texts stay in the database. */
export interface Remembered {
  header: EnvironmentHeader;
  /** By uniqueId: which text the database has of the node, and the relation that the manifest gives it. */
  readonly nodes: Map<string, { readonly digest: string; readonly relation: string }>;
  /** By uniqueId, oldest first. */
  readonly mentions: Map<string, readonly StoredMention[]>;
  readonly surroundings: Map<string, Surroundings>;
  readonly catalog: Map<string, CatalogEntry>;
  /** Of each node the best entry that lies in another place than the manifest says. */
  readonly catalogElsewhere: Map<string, CatalogEntry>;
  readonly freshness: Map<string, StoredFreshness>;
  /** Newest first. */
  readonly checksAside: Map<string, readonly StoredFreshness[]>;
  readonly targets: TargetBook;
  /** By digest of the bytes, oldest first. */
  readonly seen: Map<string, { readonly artifact: string; readonly number: number }>;
}

export interface CatalogEntry {
  readonly stamp: Stamp;
  readonly hasColumns: boolean;
  readonly digest: string;
  /** Database and schema; null where the catalog does not tell. */
  readonly place: string | null;
}

export interface StoredFreshness {
  readonly stamp: Stamp;
  readonly position: number;
  readonly value: Freshness;
  /** Of the manifest that was written with it, where one is known. */
  readonly place?: string;
}

/** `target` is the name that the settings give, if any. */
export function createRemembered(target: string | null): Remembered {
  return {
    header: NOTHING_KNOWN,
    nodes: new Map(),
    mentions: new Map(),
    surroundings: new Map(),
    catalog: new Map(),
    catalogElsewhere: new Map(),
    freshness: new Map(),
    checksAside: new Map(),
    targets: createTargetBook(target),
    seen: new Map(),
  };
}

/** Changes of the copy leave the original as it is. */
export function copyRemembered(original: Remembered): Remembered {
  const { targets } = original;
  return {
    header: original.header,
    nodes: new Map(original.nodes),
    mentions: new Map(original.mentions),
    surroundings: new Map(original.surroundings),
    catalog: new Map(original.catalog),
    catalogElsewhere: new Map(original.catalogElsewhere),
    freshness: new Map(original.freshness),
    checksAside: new Map(original.checksAside),
    targets: { ...targets, commands: new Map(targets.commands), places: new Map(targets.places) },
    seen: new Map(original.seen),
  };
}

/** Tells whether a mention is of the target that the manifest describes. Valid until the manifest changes. */
export function createTargetJudge({
  nodes,
  surroundings,
  targets,
}: Remembered): (mention: StoredMention) => boolean {
  const isNamedElsewhere = createNameJudge(targets);
  const findRelation: RelationFinder = (uniqueId) => nodes.get(uniqueId)?.relation;
  const elsewhere = new Map<string, boolean>();
  const isElsewhere = (name: string): boolean => {
    const known = elsewhere.get(name);
    if (known !== undefined) return known;
    const found = wereBuiltElsewhere(surroundings.get(name) ?? [], findRelation);
    elsewhere.set(name, found);
    return found;
  };
  return ({ uniqueId, relation, surroundings: name, target = null }) => {
    if (relation !== null) return targetOf(uniqueId, relation, findRelation) !== 'other';
    return !isNamedElsewhere(target) && (name === null || !isElsewhere(name));
  };
}

function wereBuiltElsewhere(builders: Surroundings, findRelation: RelationFinder): boolean {
  let others = false;
  for (const [uniqueId, relation] of builders) {
    const target = targetOf(uniqueId, relation, findRelation);
    if (target === 'this') return false;
    others ||= target === 'other';
  }
  return others;
}
