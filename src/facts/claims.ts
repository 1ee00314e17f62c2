import type { Claimant } from './facts.ts';
import type { Relation } from './node.ts';
import { isBuilder } from './relation.ts';
import type { RelationEntry, RelationIndex } from './relation-index.ts';

/** Why the nodes of one environment that fit a relation leave it open which of them answers. */
export type Doubt = 'builders' | 'databases' | 'spellings';

/** All nodes of one environment that fit a relation equally well. */
export interface Claim {
  readonly tier: 'EXACT' | 'FOLDED' | 'WILDCARD';
  readonly builders: readonly Claimant[];
  readonly sources: readonly Claimant[];
  /** Databases of the claimants, spelled so that equal ones are equal texts; nodes without a database add none. */
  readonly databases: ReadonlySet<string>;
  readonly doubt: Doubt | null;
}

/**
 * What one environment says of a relation: exact fits if there are any, else fits by the warehouse's case rule, else shard patterns.
 * Nodes for which `isExcluded` holds do not count at all.
 */
export function findClaim(
  relation: Relation,
  index: RelationIndex,
  isExcluded: (uniqueId: string) => boolean = () => false,
): Claim | null {
  for (const { tier, find } of TIERS) {
    const isCounted = ({ node }: RelationEntry) => !isExcluded(node.uniqueId);
    const entries = find(relation, index).filter(isCounted);
    if (entries.length === 0) continue;
    if (tier === 'FOLDED') return toClaim(tier, preferQuoted(entries), relation, index);
    if (tier === 'WILDCARD') return toClaim(tier, entries, relation, index);
    const others = findOtherRank(relation, entries, index).filter(isCounted);
    const isAnsweredFolded = others.some(({ node }) => isBuilder(node));
    return toClaim(isAnsweredFolded ? 'FOLDED' : tier, [...entries, ...others], relation, index);
  }
  return null;
}

/**
 * Nodes of the other rank on the same relation, spelled in another case: the builder beside sources that fit exactly, or the sources beside
 * such a builder. Where the warehouse does not tell the spellings apart they are one table, and a builder answers for it before a source.
 */
function findOtherRank(
  relation: Relation,
  exact: readonly RelationEntry[],
  index: RelationIndex,
): readonly RelationEntry[] {
  if (index.rule.caseSensitive || index.rule.spellings === 'unknown') return [];
  const hasBuilder = exact.some(({ node }) => isBuilder(node));
  const isOther: Fit = (asked, entry, within) =>
    isBuilder(entry.node) !== hasBuilder &&
    !exact.includes(entry) &&
    isFoldedFit(asked, entry, within) &&
    exact.every((one) => isFoldedFit(entry.relation, one, within));
  const others = findEntries(relation, index, isOther);
  return hasBuilder || others.length === 1 ? others : [];
}

/** A quoted name that fits letter for letter is the table itself; an unquoted one beside it is stored in the warehouse's own case. */
function preferQuoted(entries: readonly RelationEntry[]): readonly RelationEntry[] {
  const quotedSegments = (entry: RelationEntry) =>
    Number(entry.exactName) + Number(entry.exactSchema) + Number(entry.exactDatabase);
  const builders = entries.filter(({ node }) => isBuilder(node));
  const most = Math.max(0, ...builders.map(quotedSegments));
  // Sources stay: how they are quoted cannot be seen.
  return entries.filter((entry) => !isBuilder(entry.node) || quotedSegments(entry) === most);
}

interface Tier {
  readonly tier: Claim['tier'];
  readonly find: (relation: Relation, index: RelationIndex) => readonly RelationEntry[];
}

const TIERS: readonly Tier[] = [
  { tier: 'EXACT', find: (relation, index) => findEntries(relation, index, isExactFit) },
  { tier: 'FOLDED', find: (relation, index) => findEntries(relation, index, isFoldedFit) },
  { tier: 'WILDCARD', find: findShards },
];

type Fit = (relation: Relation, entry: RelationEntry, index: RelationIndex) => boolean;

function findEntries(relation: Relation, index: RelationIndex, fits: Fit): readonly RelationEntry[] {
  for (const bucket of bucketsOf(relation, index)) {
    const entries = bucket().filter((entry) => fits(relation, entry, index));
    if (entries.length > 0) return entries;
  }
  return [];
}

/** Where to look, in order: a side that names no database does not ask for one, but a node with the very database comes first. */
function bucketsOf(relation: Relation, index: RelationIndex): readonly (() => readonly RelationEntry[])[] {
  const { schema, name } = relation;
  const database = relation.database ?? index.rule.defaultDatabase;
  const inAny = (): readonly RelationEntry[] => index.entriesInAnyDatabase(schema, name);
  if (database === null) return [inAny];
  const inThis = (): readonly RelationEntry[] => index.entriesOf(database, schema, name);
  if (relation.database === null) return [inThis, inAny];
  return [inThis, () => index.entriesOf('', schema, name)];
}

const isExactFit: Fit = (relation, { relation: own }) =>
  own.name === relation.name && own.schema === relation.schema && isSameOrUnasked(relation, own);

function isSameOrUnasked(relation: Relation, own: Relation): boolean {
  return relation.database === null || own.database === null || own.database === relation.database;
}

/** The buckets hold folded equals already; what is left to see is the segments that must match letter for letter. */
const isFoldedFit: Fit = (relation, entry) =>
  (!entry.exactName || entry.relation.name === relation.name) &&
  (!entry.exactSchema || entry.relation.schema === relation.schema) &&
  (!entry.exactDatabase || isSameOrUnasked(relation, entry.relation));

function findShards(relation: Relation, index: RelationIndex): readonly RelationEntry[] {
  const { database, schema, name } = relation;
  for (const length of index.shardPrefixLengths) {
    if (length > name.length) continue;
    const prefix = name.slice(0, length);
    const entries = index.shardsOf(database, schema, prefix);
    if (entries.length > 0) return entries;
    if (database === null) continue;
    const withoutDatabase = index.shardsOf('', schema, prefix);
    if (withoutDatabase.length > 0) return withoutDatabase;
  }
  return [];
}

function toClaim(
  tier: Claim['tier'],
  entries: readonly RelationEntry[],
  relation: Relation,
  index: RelationIndex,
): Claim {
  const sorted =
    entries.length === 1
      ? entries
      : [...entries].sort((left, right) => (left.node.uniqueId < right.node.uniqueId ? -1 : 1));
  const toClaimant = ({ node }: RelationEntry): Claimant => ({ environmentId: index.environmentId, node });
  const builders = sorted.filter(({ node }) => isBuilder(node));
  const sources = sorted.filter(({ node }) => !isBuilder(node));
  const databases = new Set<string>();
  for (const entry of sorted) {
    const { database } = entry.relation;
    if (database !== null) databases.add(index.rule.caseSensitive ? database : database.toLowerCase());
  }
  return {
    tier,
    builders: builders.map(toClaimant),
    sources: sources.map(toClaimant),
    databases,
    doubt: findDoubt(),
  };

  function findDoubt(): Doubt | null {
    if (relation.database === null && databases.size > 1) return 'databases';
    if (builders.length > 1) return 'builders';
    if (tier !== 'FOLDED' || index.rule.spellings === 'one-relation') return null;
    // A builder outranks sources of another spelling where the warehouse's rule is known; where it is not, nothing but one spelling will do.
    const answering = index.rule.spellings === 'unknown' || builders.length === 0 ? sorted : builders;
    return countSpellings(answering) > 1 ? 'spellings' : null;
  }
}

function countSpellings(entries: readonly RelationEntry[]): number {
  return new Set(
    entries.map(({ relation }) => `${relation.database ?? ''}\u0000${relation.schema}\u0000${relation.name}`),
  ).size;
}
