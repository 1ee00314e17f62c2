import type { Relation } from '../node.ts';
import { isBuilder, toDatabase } from '../relation.ts';
import { describeNode, formatRelationOf, listUpToThree } from '../table-reasons.ts';
import type { Differences } from './differences.ts';
import type { NearMiss } from './selection.ts';

export function isOtherSchema({ schema }: Differences): boolean {
  return schema !== 'none' && schema !== 'case';
}

export function isOtherDatabase({ database }: Differences): boolean {
  return database !== 'none' && database !== 'case';
}

export function isElsewhere(differences: Differences): boolean {
  return isOtherSchema(differences) || isOtherDatabase(differences);
}

export function isOtherCase({ name, schema, database }: Differences): boolean {
  return name === 'case' || schema === 'case' || database === 'case';
}

/** "`analytics.marts.orders` of model `orders` (model.shop.orders)", several of them in one list. */
export function describeRelations({ candidates }: NearMiss): string {
  return listUpToThree(candidates.map(({ node }) => `${formatRelationOf(node)} of ${describeNode(node)}`));
}

export function listIds({ candidates }: NearMiss): string {
  return listUpToThree([...new Set(candidates.map(({ node }) => node.uniqueId))]);
}

function listDatabases({ candidates }: NearMiss): string {
  return listQuoted(candidates.flatMap(({ entry }) => entry?.relation.database ?? []));
}

function listQuoted(names: readonly string[]): string {
  return listUpToThree([...new Set(names)].map((name) => `\`${name}\``));
}

/** "schema `marts_dev`, not `marts`"; null where the place is the one that was read. */
export function describePlace(nearMiss: NearMiss, read: Relation): string | null {
  const { candidates, differences } = nearMiss;
  if (!isOtherSchema(differences)) {
    if (!isOtherDatabase(differences)) return null;
    return `database ${listDatabases(nearMiss)}, not \`${read.database}\``;
  }
  const schemas = listQuoted(candidates.flatMap(({ entry }) => entry?.relation.schema ?? []));
  if (isOtherDatabase(differences)) return `schema ${schemas} of database ${listDatabases(nearMiss)}`;
  return read.schema === '' ? `schema ${schemas}` : `schema ${schemas}, not \`${read.schema}\``;
}

/** Said where all that was found stands in the warehouse's default database, which the project does not name. */
export function describeDefaultDatabase({ candidates }: NearMiss): string {
  const isUnnamed = candidates.every(({ node }) => toDatabase(node.database) === null);
  return isUnnamed ? ' The dbt project names no catalog, which means that one.' : '';
}

/** What to look into where the place is another. */
export function advisePlace({ differences }: NearMiss): readonly string[] {
  if (!isElsewhere(differences) || differences.schema === 'missing') return [];
  if (isOtherSchema(differences) && isOtherDatabase(differences)) {
    return ['check database and schema in the catalogue, and which environments the integration reads'];
  }
  const level = isOtherSchema(differences) ? 'schema' : 'database';
  const writer = differences.isShard ? 'the source names' : "the environment's jobs write to";
  return [`check which ${level} ${writer}, and which one the catalogue reads`];
}

/** "no run has built it yet"; null for what stands in the warehouse. */
export function describeState({ differences, candidates }: NearMiss): string | null {
  if (differences.state === 'built') return null;
  if (differences.state === 'moved') return 'the table that was built stands elsewhere';
  return candidates.some(({ node }) => isBuilder(node))
    ? 'no run has built it yet'
    : 'no job has run since it was declared';
}

export function adviseState({ differences, candidates }: NearMiss): readonly string[] {
  if (differences.state === 'built') return [];
  if (differences.state === 'moved') return ['run a job that builds it again'];
  return candidates.some(({ node }) => isBuilder(node))
    ? ['run a job that builds it']
    : ['run a job of its environment'];
}
