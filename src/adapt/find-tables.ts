import { findRelations, type RelationFound } from './find-relation.ts';
import { commonRelations, groupByInterface, implementationsOf } from './group-by-interface.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { whyNoTable } from './why-no-table.ts';
import { classOf } from './words.ts';

/** Types that may be the tables of a graph: one, or the implementations of an interface. */
export interface TablesFound {
  /** What to call them by: the interface, where all its implementations are tables, else the types. */
  readonly names: readonly [string, ...string[]];
  readonly types: readonly OwnerType[];
  /** The interface, where all its implementations are tables. */
  readonly interfaceName: string | null;
  /** The likeliest first. */
  readonly relations: readonly [RelationFound, ...RelationFound[]];
}

/** A type that looks like tables and is none. */
export interface Refused {
  readonly typeName: string;
  readonly reason: string;
}

export interface Search {
  /** The likeliest first. */
  readonly found: readonly TablesFound[];
  readonly refused: readonly Refused[];
}

/** Judges the types of a graph by their fields and their names. `relationsOf` may know the relation already, as a person has named it. */
export function findTables(
  graph: OwnerGraph,
  relationsOf: (type: OwnerType) => readonly RelationFound[] = (type) => findRelations(graph, type),
): Search {
  const found: TablesFound[] = [];
  const refused: Refused[] = [];
  for (const type of graph.types.values()) {
    if (type.kind !== 'object' || isRoot(graph, type)) continue;
    const relations = relationsOf(type).filter((relation) => fits(type, relation));
    const [first, ...others] = relations;
    if (first !== undefined) {
      found.push({ names: [type.name], types: [type], interfaceName: null, relations: [first, ...others] });
      continue;
    }
    const reason = whyNoTable(graph, type, relationsOf(type));
    if (reason !== null) refused.push({ typeName: type.name, reason });
  }
  return { found: groupByInterface(graph, found, relationsOf).sort(byLikelihood), refused };
}

/** What a person has named: a type, or an interface with its implementations. Null where nothing in it names a relation. */
export function tablesNamed(
  graph: OwnerGraph,
  type: OwnerType,
  relationsOf: (type: OwnerType) => readonly RelationFound[],
): TablesFound | null {
  const isInterface = type.kind === 'interface';
  const types = isInterface ? implementationsOf(graph, type) : [type];
  const [first, ...others] = commonRelations(types.map(relationsOf));
  if (first === undefined) return null;
  return {
    names: [type.name],
    types,
    interfaceName: isInterface ? type.name : null,
    relations: [first, ...others],
  };
}

/** Whether two are as likely as each other. */
export function isTie(one: TablesFound, other: TablesFound): boolean {
  return byLikelihood(one, other) === 0;
}

/** As a person names them on the command line. */
export function tableOptions(found: readonly TablesFound[]): string {
  return found.flatMap(({ names }) => names.map((name) => `--table ${name}`)).join(' ');
}

function byLikelihood(one: TablesFound, other: TablesFound): number {
  return rank(one) - rank(other) || one.relations[0].tier - other.relations[0].tier;
}

/** What is called a table comes before what has a table's fields only. */
function rank({ names, types }: TablesFound): number {
  return [...names, ...types.map((type) => type.name)].some((each) => classOf(each) === 'table') ? 0 : 1;
}

/** Fields that may mean something else count on types that are called tables only. */
function fits(type: OwnerType, relation: RelationFound): boolean {
  const kind = classOf(type.name);
  return kind === 'table' || (kind === 'unknown' && relation.certain);
}

function isRoot(graph: OwnerGraph, { name }: OwnerType): boolean {
  return name === graph.query || name === graph.mutation || name === 'Subscription' || name.startsWith('_');
}
