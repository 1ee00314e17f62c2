import { findClaim } from './claims.ts';
import type { IndexedNode, Relation } from './node.ts';
import {
  formatRelation,
  isBuilder,
  isEphemeral,
  toDatabase,
  toRelation,
  toRelationIdentifier,
} from './relation.ts';
import type { RelationEntry, RelationIndex } from './relation-index.ts';
import { stripQuotes } from './relation-name.ts';
import { capitalize, describeNode, formatRelationOf, listUpToThree } from './table-reasons.ts';

/** Looks for what a relation without a match was probably meant to be, and says what to change. */
export function describeNearMiss(
  asked: Relation,
  applied: readonly RelationIndex[],
  definition: readonly RelationIndex[],
): string {
  const indexes = [...applied, ...definition];
  if (asked.schema.trim() === '' || asked.name.trim() === '') {
    return 'The catalogue gave no schema or no name for the table, and both are needed to find it.';
  }
  if (indexes.length === 0) return 'The integration reads no environment; add one to it.';
  for (const explain of EXPLANATIONS) {
    const explanation = explain(asked, indexes);
    if (explanation !== null) return explanation;
  }
  return describeNothing(applied);
}

type Explanation = (asked: Relation, indexes: readonly RelationIndex[]) => string | null;

/** From the surest to the vaguest. */
const EXPLANATIONS: readonly Explanation[] = [
  explainBlanks,
  explainQuotes,
  explainPath,
  explainOwnPlace,
  explainMove,
  explainProjectNameInSchema,
  explainOtherPlace,
  explainProjectName,
  explainShard,
  explainNumber,
];

function explainBlanks(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const trimmed = mapSegments(asked, (segment) => segment.trim());
  const node = findNode(trimmed, indexes);
  return node === null || isSame(trimmed, asked)
    ? null
    : `Without the blanks around its names it is ${formatRelationOf(node)} of ${describeNode(node)}: remove them in the catalogue.`;
}

function explainQuotes(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const bare = mapSegments(asked, stripQuotes);
  const node = findNode(bare, indexes);
  return node === null || isSame(bare, asked)
    ? null
    : `Without the quotes in its names it is ${formatRelationOf(node)} of ${describeNode(node)}: give database, schema and name as they are stored, without quotes.`;
}

/** The schema, or database and schema, given as part of the name. */
function explainPath(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const parts = asked.name.split('.');
  const name = parts.pop() ?? '';
  if (parts.length === 0) return null;
  const node = findNode({ ...asked, name }, indexes);
  return node === null
    ? null
    : `The name holds a whole path; with \`${name}\` alone it is ${formatRelationOf(node)} of ${describeNode(node)}: give database, schema and name apart.`;
}

/** The right place in another case, where case decides. */
function explainOwnPlace(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  for (const index of indexes) {
    const entry = nearestOf(asked, index)?.find(
      (candidate) =>
        (candidate.exactName || candidate.exactSchema || candidate.exactDatabase) &&
        hasSchema(candidate.relation, asked) &&
        hasDatabase(candidate.relation, asked) &&
        !isSame(candidate.relation, asked),
    );
    if (entry === undefined) continue;
    const spelled = `${formatRelation(entry.relation)} of ${describeNode(entry.node)} differs from it only by case`;
    return index.rule.caseSensitive
      ? `${spelled}, and ${index.adapterType ?? 'the warehouse'} tells names apart by case: spell it in the catalogue as the warehouse does.`
      : `${spelled}, but is quoted in dbt, and a quoted name matches letter for letter only: spell it in the catalogue as the warehouse does.`;
  }
  return null;
}

/** A node that the project has renamed or moved since it was built: the definition state has the new relation, the applied one the old. */
function explainMove(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const node = findNode(asked, indexes);
  return node === null
    ? null
    : `The project's code now puts ${describeNode(node)} there, but the table that was built stands elsewhere. Run a job that builds it again.`;
}

function explainProjectNameInSchema(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const node = namesakesOf(asked, indexes).find(({ schema }) => equalsFolded(schema, asked.schema));
  return node === undefined ? null : describeNamesake(asked, node);
}

function explainProjectName(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const [node] = namesakesOf(asked, indexes);
  return node === undefined ? null : describeNamesake(asked, node);
}

/** Nodes that the project calls so, but whose relation is called otherwise, or that have none. */
function namesakesOf(asked: Relation, indexes: readonly RelationIndex[]): readonly IndexedNode[] {
  return indexes.flatMap((index) => index.nearby().byProjectName.get(asked.name.toLowerCase()) ?? []);
}

function describeNamesake(asked: Relation, node: IndexedNode): string {
  if (isEphemeral(node)) {
    return `${capitalize(describeNode(node))} is ephemeral: dbt inlines it into the models that read it and builds no table. Remove the table from the catalogue, or give the model another materialization.`;
  }
  const relation = toRelation(node);
  if (relation === null)
    return `${capitalize(describeNode(node))} has that name, but dbt gives it no schema.`;
  const word = isBuilder(node) ? 'alias' : 'identifier';
  return `\`${asked.name}\` is the name of ${describeNode(node)} in the project; in the warehouse its ${word} makes it ${formatRelation(relation)}. Use the ${word} in the catalogue.`;
}

/** The right name in another schema or database. */
function explainOtherPlace(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const entries = indexes.flatMap((index) => nearestOf(asked, index) ?? []);
  const inOtherDatabase = entries.filter(
    ({ relation }) => hasSchema(relation, asked) && !hasDatabase(relation, asked),
  );
  if (inOtherDatabase.length > 0) {
    const isDefault = inOtherDatabase.every(({ node }) => toDatabase(node.database) === null);
    const noCatalog = isDefault ? 'The dbt project names no catalog, which means that one. ' : '';
    const databases = distinct(inOtherDatabase.map(({ relation }) => relation.database ?? 'no database'));
    return `\`${asked.schema}.${asked.name}\` exists in database ${databases}, not \`${asked.database}\` (${identify(inOtherDatabase)}). ${noCatalog}Check which database the environment's jobs write to, and which one the catalogue reads.`;
  }
  const inOtherSchema = entries.filter(({ relation }) => hasDatabase(relation, asked));
  if (inOtherSchema.length > 0) {
    const schemas = distinct(inOtherSchema.map(({ relation }) => relation.schema));
    return `\`${asked.name}\` exists in schema ${schemas}, not \`${asked.schema}\` (${identify(inOtherSchema)}). Check which schema the environment's jobs write to, and which one the catalogue reads.`;
  }
  if (entries.length === 0) return null;
  return `\`${asked.name}\` exists only elsewhere: ${listUpToThree(sortById(entries.map(({ node }) => node)).map(formatRelationOf))} (${identify(entries)}). Check database and schema in the catalogue, and which environments the integration reads.`;
}

/** A sharded source that would cover the name, were it not for its place or for the case. */
function explainShard(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const name = asked.name.toLowerCase();
  const entries = indexes.flatMap((index) => index.nearby().shards);
  const covers = ({ relation }: RelationEntry) => name.startsWith(relation.name.slice(0, -1).toLowerCase());
  const entry = entries.filter(covers).find(({ relation }) => hasSchema(relation, asked));
  if (entry === undefined) return null;
  const shards = `${formatRelation(entry.relation)} of ${describeNode(entry.node)} would cover it`;
  if (!hasDatabase(entry.relation, asked)) {
    return `${shards}, but in another database. Check which database the source names, and which one the catalogue reads.`;
  }
  return `${shards}, but differs from it by case, and the warehouse tells names apart by case: spell it in the catalogue as the warehouse does.`;
}

/** "order" for "orders", and the other way round. */
function explainNumber(asked: Relation, indexes: readonly RelationIndex[]): string | null {
  const name = asked.name.toLowerCase();
  const other = name.endsWith('s') ? name.slice(0, -1) : `${name}s`;
  for (const index of indexes) {
    const entry = index
      .nearby()
      .byIdentifier.get(other)
      ?.find(({ relation }) => hasSchema(relation, asked) && hasDatabase(relation, asked));
    if (entry !== undefined) {
      return `There is \`${toRelationIdentifier(entry.node)}\` in that schema (${entry.node.uniqueId}): if that is the table, correct its name in the catalogue.`;
    }
  }
  return null;
}

function describeNothing(applied: readonly RelationIndex[]): string {
  const names = listUpToThree(applied.map(({ environmentId }) => environmentId));
  const where = applied.length === 1 ? `environment ${names}` : `environments ${names}`;
  if (applied.length > 0 && applied.every(({ uniqueIds }) => uniqueIds.size === 0)) {
    return `dbt lists no node at all in ${where}: run a job there first.`;
  }
  return `Nothing in ${where} comes near. If dbt builds this table, check that its project's environment belongs to the integration and that the node is enabled: dbt does not list disabled nodes.`;
}

function findNode(relation: Relation, indexes: readonly RelationIndex[]): IndexedNode | null {
  for (const index of indexes) {
    const claim = findClaim(relation, index);
    const claimant = claim?.builders[0] ?? claim?.sources[0];
    if (claimant !== undefined) return claimant.node;
  }
  return null;
}

function nearestOf(asked: Relation, index: RelationIndex): readonly RelationEntry[] | undefined {
  return index.nearby().byIdentifier.get(asked.name.toLowerCase());
}

function hasSchema(relation: Relation, asked: Relation): boolean {
  return equalsFolded(relation.schema, asked.schema);
}

function hasDatabase(relation: Relation, asked: Relation): boolean {
  return (
    asked.database === null || relation.database === null || equalsFolded(relation.database, asked.database)
  );
}

function equalsFolded(left: string | null, right: string): boolean {
  return left?.toLowerCase() === right.toLowerCase();
}

function mapSegments(relation: Relation, change: (segment: string) => string): Relation {
  const { database, schema, name } = relation;
  return {
    database: database === null ? null : change(database),
    schema: change(schema),
    name: change(name),
  };
}

function isSame(left: Relation, right: Relation): boolean {
  return left.database === right.database && left.schema === right.schema && left.name === right.name;
}

function sortById(nodes: readonly IndexedNode[]): readonly IndexedNode[] {
  return [...nodes].sort((left, right) => (left.uniqueId < right.uniqueId ? -1 : 1));
}

function distinct(names: readonly string[]): string {
  return listUpToThree([...new Set(names)].sort().map((name) => `\`${name}\``));
}

function identify(entries: readonly RelationEntry[]): string {
  return listUpToThree([...new Set(entries.map(({ node }) => node.uniqueId))].sort());
}
