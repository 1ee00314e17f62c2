import { toComparedDatabase } from './case-rule.ts';
import type { Claimant } from './facts.ts';
import type { Relation } from './node.ts';
import { isBuilder } from './relation.ts';
import type { RelationEntry, RelationIndex } from './relation-index.ts';

/** Why the nodes of one environment that fit a relation leave it open which of them answers. */
export type Doubt = 'builders' | 'databases' | 'spellings';

/** A node that fits a relation. */
export interface ClaimingNode extends Claimant {
  /** The database of the node, spelled so that equal ones are equal texts; null where it names none, or where databases are not compared. */
  readonly comparedDatabase: string | null;
}

/** All nodes of one environment that fit a relation equally well, each list in the order of ids. */
export interface Claim {
  readonly tier: 'EXACT' | 'FOLDED' | 'WILDCARD';
  readonly builders: readonly ClaimingNode[];
  readonly sources: readonly ClaimingNode[];
  /** Several builders in other spellings beside a source that fits exactly: none of them answers, all of them are listed. */
  readonly bystanders: readonly ClaimingNode[];
  readonly doubt: Doubt | null;
}

export interface ClaimOptions {
  /** Nodes that do not count at all. */
  readonly isExcluded?: (uniqueId: string) => boolean;
  /** Whether the environment has no level above the schema; the index's own answer when left out. */
  readonly isTwoLevel?: boolean;
}

/** What one environment says of a relation: exact fits if there are any, else fits by the warehouse's case rule, else shard patterns. */
export function findClaim(
  relation: Relation,
  index: RelationIndex,
  options: ClaimOptions = {},
): Claim | null {
  const { isExcluded = () => false, isTwoLevel = index.isTwoLevel } = options;
  const asked = isTwoLevel ? withoutDatabase(relation) : withComparedDatabase(relation, index);
  const isCounted = ({ node }: RelationEntry) => !isExcluded(node.uniqueId);
  for (const { tier, find } of TIERS) {
    const entries = find(asked, index).filter(isCounted);
    if (entries.length === 0) continue;
    if (tier === 'FOLDED') return toClaim(tier, preferQuoted(entries), []);
    if (tier === 'WILDCARD') return toClaim(tier, entries, []);
    const others = findOtherRank(asked, entries, index, isTwoLevel).filter(isCounted);
    const otherBuilders = others.filter(({ node }) => isBuilder(node));
    if (otherBuilders.length > 1) return toClaim(tier, entries, otherBuilders);
    return toClaim(otherBuilders.length > 0 ? 'FOLDED' : tier, [...entries, ...others], []);
  }
  return null;

  function toClaim(
    tier: Claim['tier'],
    entries: readonly RelationEntry[],
    bystanders: readonly RelationEntry[],
  ): Claim {
    const builders = entries.filter(({ node }) => isBuilder(node));
    const sources = entries.filter(({ node }) => !isBuilder(node));
    const toNodes = (some: readonly RelationEntry[]) =>
      [...some].sort(byId).map(({ node, relation: own }): ClaimingNode => {
        const database = isTwoLevel ? null : own.database;
        const comparedDatabase = index.rule.caseSensitive ? database : (database?.toLowerCase() ?? null);
        return { environmentId: index.environmentId, node, comparedDatabase };
      });
    const claim = { tier, builders: toNodes(builders), sources: toNodes(sources) };
    return { ...claim, bystanders: toNodes(bystanders), doubt: findDoubt(claim, builders, entries) };
  }

  function findDoubt(
    claim: Pick<Claim, 'tier' | 'builders' | 'sources'>,
    builders: readonly RelationEntry[],
    entries: readonly RelationEntry[],
  ): Doubt | null {
    if (asked.database === null && databasesOf([claim]).size > 1) return 'databases';
    if (builders.length > 1) return 'builders';
    if (claim.tier !== 'FOLDED' || index.rule.spellings === 'one-relation') return null;
    // A builder outranks sources of another spelling where the warehouse's rule is known; where it is not, nothing but one spelling will do.
    const answering = index.rule.spellings === 'unknown' || builders.length === 0 ? entries : builders;
    return countSpellings(answering, isTwoLevel) > 1 ? 'spellings' : null;
  }
}

/** The databases that the nodes of these claims name. */
export function databasesOf(claims: readonly Pick<Claim, 'builders' | 'sources'>[]): ReadonlySet<string> {
  const nodes = claims.flatMap(({ builders, sources }) => [...builders, ...sources]);
  return new Set(nodes.flatMap(({ comparedDatabase }) => comparedDatabase ?? []));
}

/** A catalogue of a two-level warehouse may put the schema in the place of the database, or invent a database. */
function withoutDatabase({ database, schema, name }: Relation): Relation {
  return { database: null, schema: schema.trim() === '' ? (database ?? '') : schema, name };
}

function withComparedDatabase(relation: Relation, { rule }: RelationIndex): Relation {
  if (relation.database === null) return relation;
  return { ...relation, database: toComparedDatabase(rule, relation.database) };
}

/**
 * Nodes of the other rank on the same relation, spelled in another case: builders beside sources that fit exactly, or the sources beside
 * such a builder. Where the warehouse does not tell the spellings apart they are one table, and a builder answers for it before a source.
 */
function findOtherRank(
  relation: Relation,
  exact: readonly RelationEntry[],
  index: RelationIndex,
  isTwoLevel: boolean,
): readonly RelationEntry[] {
  if (index.rule.caseSensitive || index.rule.spellings === 'unknown') return [];
  const hasBuilder = exact.some(({ node }) => isBuilder(node));
  const isOther: Fit = (asked, entry) => {
    const own = isTwoLevel ? { ...entry.relation, database: null } : entry.relation;
    return (
      isBuilder(entry.node) !== hasBuilder &&
      !exact.some(({ node }) => node.uniqueId === entry.node.uniqueId) &&
      isFoldedFit(asked, entry) &&
      exact.every((one) => isFoldedFit(own, one))
    );
  };
  return findEntries(relation, index, isOther);
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

type Fit = (relation: Relation, entry: RelationEntry) => boolean;

function findEntries(relation: Relation, index: RelationIndex, fits: Fit): readonly RelationEntry[] {
  for (const bucket of bucketsOf(relation, index)) {
    const entries = bucket().filter((entry) => fits(relation, entry));
    if (entries.length > 0) return entries;
  }
  return [];
}

/** Where to look, in order: a side that names no database does not ask for one, but a node with the very database comes first. */
function bucketsOf(relation: Relation, index: RelationIndex): readonly (() => readonly RelationEntry[])[] {
  const { schema, name } = relation;
  const database = relation.database ?? index.rule.defaultDatabase;
  const inAny = (): readonly RelationEntry[] => index.entriesInAnyDatabase(schema, name);
  if (database === null || index.isTwoLevel) return [inAny];
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

function byId(left: RelationEntry, right: RelationEntry): number {
  return left.node.uniqueId < right.node.uniqueId ? -1 : 1;
}

function countSpellings(entries: readonly RelationEntry[], isTwoLevel: boolean): number {
  const spellings = entries.map(({ relation: { database, schema, name } }) =>
    [isTwoLevel ? '' : (database ?? ''), schema, name].join('\u0000'),
  );
  return new Set(spellings).size;
}
