import { type FieldPath, joinPaths } from '../mapping/field-path.ts';
import { suggest } from '../mapping/suggest.ts';
import { type ColumnsFound, findColumns } from './find-columns.ts';
import { keyObstacle, ownerKeyOf } from './key-obstacle.ts';
import { declaredSteps, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { pathsOf, type TablePlan } from './plan-tables.ts';
import { Refusal } from './refusal.ts';
import { relationText } from './relation-text.ts';

/** How one type of columns is served. */
export interface ColumnPlan extends ColumnsFound {
  /** All fields that its references have to tell. */
  readonly paths: readonly FieldPath[];
  readonly ownerKey: string | null;
  readonly obstacle: string | null;
}

export interface ColumnPlans {
  readonly plans: readonly ColumnPlan[];
  /** Why types that look like columns are not served. */
  readonly reasons: readonly string[];
}

/** `names` are the types that a person has named; none: they are found. One that is named has to be served. */
export function planColumns(
  graph: OwnerGraph,
  tables: readonly TablePlan[],
  names: readonly string[],
): ColumnPlans | Refusal {
  const named: OwnerType[] = [];
  for (const name of names) {
    const type = graph.types.get(name);
    if (type?.kind !== 'object')
      return new Refusal(
        `--column ${name}: the owner has no object type of this name. ${suggest(name, objectNames(graph))}`,
      );
    named.push(type);
  }
  const { found, refused } = findColumns(graph, tables, names.length === 0 ? null : named);
  const plans: ColumnPlan[] = [];
  const reasons = [...refused];
  for (const column of found) {
    const plan = planColumn(graph, tables, column);
    if (typeof plan === 'string') reasons.push(plan);
    else plans.push(plan);
  }
  return named.length > plans.length ? new Refusal(...reasons) : { plans, reasons };
}

function planColumn(
  graph: OwnerGraph,
  tables: readonly TablePlan[],
  column: ColumnsFound,
): ColumnPlan | string {
  const { type, name, table } = column;
  const plan = tables.find((each) => leadsTo(graph, column, each.type));
  if (plan === undefined) return `\`${type.name}.${table.name}\` leads to no table.`;
  const paths = [...pathsOf(plan).map((path) => joinPaths([table], path)), name];
  if (paths.some((path) => declaredSteps(graph, type, path) === null))
    return `\`${type.name}\` cannot be served: \`${type.name}.${table.name}\` leads to an interface that lacks the fields ${relationText(plan.relation)}.`;
  const [obstacle = null] = paths
    .map((path) => keyObstacle(graph, type, path))
    .filter((each) => each !== null);
  const ownerKey = obstacle === null ? null : ownerKeyOf(type);
  if (obstacle !== null && ownerKey === null)
    return `\`${type.name}\` cannot be served: ${obstacle}. It would need a key of its own for @requires, such as @key(fields: "id"), and has none.`;
  return { ...column, paths, ownerKey, obstacle };
}

function leadsTo(graph: OwnerGraph, { type, table }: ColumnsFound, target: OwnerType): boolean {
  const field = type.fields.get(table.name);
  const reached = field === undefined ? undefined : targetOf(graph, field);
  return reached === target || (reached !== undefined && target.interfaces.has(reached.name));
}

function objectNames({ types }: OwnerGraph): string[] {
  return [...types.values()].filter(({ kind }) => kind === 'object').map(({ name }) => name);
}
