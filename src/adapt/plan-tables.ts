import { Fault } from '../mapping/fault.ts';
import { type FieldPath, pathText } from '../mapping/field-path.ts';
import { parsePath } from '../mapping/parse-path.ts';
import { type ChosenPattern, choosePattern } from './choose-pattern.ts';
import { findAccount } from './find-account.ts';
import type { RelationFound } from './find-relation.ts';
import type { TablesFound } from './find-tables.ts';
import { keyObstacle, ownerKeyOf } from './key-obstacle.ts';
import { declaredSteps } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { Refusal } from './refusal.ts';
import { relationText } from './relation-text.ts';
import type { AdaptRequest } from './request.ts';

/** How one table type is served. */
export interface TablePlan {
  readonly type: OwnerType;
  readonly relation: RelationFound;
  /** Of a text. */
  readonly pattern: ChosenPattern | null;
  readonly environmentsBy: FieldPath | null;
  /** The owner's key, where the names cannot stand in one. */
  readonly ownerKey: string | null;
  /** Why they cannot. */
  readonly obstacle: string | null;
}

/** The fields that a table's references have to tell. */
export function pathsOf({
  relation,
  environmentsBy,
}: Pick<TablePlan, 'relation' | 'environmentsBy'>): FieldPath[] {
  const names =
    relation.kind === 'text' ? [relation.from] : [relation.database, relation.schema, relation.name];
  return [environmentsBy, ...names].filter((path) => path !== null);
}

/** The likeliest way to name relations that can be served, for every type of a finding. */
export function planTables(
  graph: OwnerGraph,
  found: TablesFound,
  request: AdaptRequest,
): TablePlan[] | Refusal {
  const environmentsBy = accountOf(graph, found, request);
  if (environmentsBy instanceof Refusal) return environmentsBy;
  const reasons: string[] = [];
  for (const relation of found.relations) {
    const plans = planRelation(graph, found, relation, environmentsBy, request);
    if (!(plans instanceof Refusal)) return plans;
    reasons.push(...plans.lines);
  }
  return new Refusal(...reasons);
}

function planRelation(
  graph: OwnerGraph,
  { types }: TablesFound,
  relation: RelationFound,
  environmentsBy: FieldPath | null,
  request: AdaptRequest,
): TablePlan[] | Refusal {
  const pattern = relation.kind === 'text' ? choosePattern(relation.from, request) : null;
  if (pattern instanceof Refusal) return pattern;
  const plans: TablePlan[] = [];
  for (const type of types) {
    const [obstacle = null] = pathsOf({ relation, environmentsBy })
      .map((path) => keyObstacle(graph, type, path))
      .filter((each) => each !== null);
    const ownerKey = obstacle === null ? null : ownerKeyOf(type);
    if (obstacle !== null && ownerKey === null)
      return new Refusal(
        `\`${type.name}\` cannot be served by ${relationText(relation)}: ${obstacle}. It would need a key of its own for @requires, such as @key(fields: "id"), and has none.`,
      );
    plans.push({ type, relation, pattern, environmentsBy, ownerKey, obstacle });
  }
  return plans;
}

function accountOf(
  graph: OwnerGraph,
  { types }: TablesFound,
  { environmentsBy }: AdaptRequest,
): FieldPath | null | Refusal {
  if (environmentsBy === null) {
    const [first, ...others] = types.map(findAccount);
    const same = others.every((path) => textOf(path) === textOf(first ?? null));
    return same ? (first ?? null) : null;
  }
  const path = parsePath(environmentsBy);
  if (path instanceof Fault) return new Refusal(`--environments-by: ${path.message}`);
  const lacking = types.find((type) => declaredSteps(graph, type, path) === null);
  if (lacking === undefined) return path;
  const fields = [...lacking.fields.keys()].map((field) => `\`${field}\``).join(', ');
  return new Refusal(
    `--environments-by ${environmentsBy}: \`${lacking.name}\` has no such field. Its fields: ${fields}.`,
  );
}

function textOf(path: FieldPath | null): string {
  return path === null ? '' : pathText(path);
}
