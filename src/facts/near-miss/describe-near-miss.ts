import type { Relation } from '../node.ts';
import type { RelationIndex } from '../relation-index.ts';
import { listUpToThree } from '../table-reasons.ts';
import { findNearMiss } from './find-near-miss.ts';
import { wordNearMiss } from './word-near-miss.ts';

/** Looks for what a relation without a match was probably meant to be, and says what to change. */
export function describeNearMiss(
  asked: Relation,
  applied: readonly RelationIndex[],
  definition: readonly RelationIndex[],
): string {
  if (applied.length + definition.length === 0) return 'The integration reads no environment; add one to it.';
  const stated = { ...asked, schema: blankToEmpty(asked.schema), name: blankToEmpty(asked.name) };
  const nearMiss = findNearMiss(stated, applied, definition);
  if (nearMiss !== null) return wordNearMiss(nearMiss);
  return describeMissing(stated) ?? describeNothing(applied);
}

function blankToEmpty(name: string): string {
  return name.trim() === '' ? '' : name;
}

function describeMissing({ schema, name }: Relation): string | null {
  const missing = [...(schema === '' ? ['schema'] : []), ...(name === '' ? ['name'] : [])];
  if (missing.length === 0) return null;
  return `The catalogue gave no ${missing.join(' and no ')} for the table, and schema and name are both needed to find it: give the table its ${missing.join(' and ')} in the catalogue.`;
}

function describeNothing(applied: readonly RelationIndex[]): string {
  const names = listUpToThree(applied.map(({ environmentId }) => environmentId));
  const where = applied.length === 1 ? `environment ${names}` : `environments ${names}`;
  if (applied.length > 0 && applied.every(({ size }) => size === 0)) {
    return `dbt lists no node at all in ${where}: run a job there first.`;
  }
  return `Nothing in ${where} comes near. If dbt builds this table, check that its project's environment belongs to the integration and that the node is enabled: dbt does not list disabled nodes.`;
}
