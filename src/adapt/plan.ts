import { contributedNames } from '../mapping/contributed.ts';
import { type ChosenTables, chooseTables } from './choose-tables.ts';
import { type Collisions, findCollisions } from './find-collisions.ts';
import { declaredSteps } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { type ColumnPlans, planColumns } from './plan-columns.ts';
import { pathsOf, planTables, type TablePlan } from './plan-tables.ts';
import { Refusal } from './refusal.ts';
import type { AdaptRequest } from './request.ts';
import { whyUnusable } from './why-unusable.ts';
import { DATABASE_WORDS } from './words.ts';

/** Everything that is decided about an owner's graph. */
export interface Plan {
  readonly choice: ChosenTables;
  readonly tables: readonly [TablePlan, ...TablePlan[]];
  readonly columns: ColumnPlans;
  readonly interfaces: readonly OwnerType[];
  readonly collisions: Collisions;
  /** Fields that would tell more of a relation, and why they cannot. */
  readonly unusable: readonly string[];
}

export function plan(graph: OwnerGraph, request: AdaptRequest): Plan | Refusal {
  const choice = chooseTables(graph, request);
  if (choice instanceof Refusal) return choice;
  const tables: TablePlan[] = [];
  for (const found of choice.chosen) {
    const plans = planTables(graph, found, request);
    if (plans instanceof Refusal) return plans;
    tables.push(...plans.filter(({ type }) => !tables.some((known) => known.type === type)));
  }
  const [first, ...others] = tables;
  if (first === undefined) return new Refusal('No type of this graph names relations of a warehouse.');
  const columns = planColumns(graph, tables, request.columns);
  if (columns instanceof Refusal) return columns;
  const interfaces = choice.chosen.flatMap(({ interfaceName }) => graph.types.get(interfaceName ?? '') ?? []);
  const collisions = findCollisions(graph, contributedNames(), {
    tables: [...tables.map(({ type }) => type), ...interfaces],
    columns: columns.plans.map(({ type }) => type),
  });
  const unusable = tables.flatMap(({ type, relation }) => {
    if (relation.kind === 'text') return whyUnusable(graph, type);
    return relation.database === null ? whyUnusable(graph, type, DATABASE_WORDS) : [];
  });
  return {
    choice: withoutPartsOf(graph, choice, tables),
    tables: [first, ...others],
    columns,
    interfaces,
    collisions,
    unusable,
  };
}

/** An object that holds the names of a table is that table's, and no table of its own. */
function withoutPartsOf(graph: OwnerGraph, choice: ChosenTables, tables: readonly TablePlan[]): ChosenTables {
  const passed = new Set(
    tables.flatMap((table) =>
      pathsOf(table)
        .flatMap((path) => declaredSteps(graph, table.type, path) ?? [])
        .map(({ parent }) => parent.name),
    ),
  );
  return {
    ...choice,
    others: choice.others.filter(({ types }) => !types.every(({ name }) => passed.has(name))),
    refused: choice.refused.filter(({ typeName }) => !passed.has(typeName)),
  };
}
