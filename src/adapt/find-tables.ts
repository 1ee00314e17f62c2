import { pathText } from '../mapping/field-path.ts';
import { findRelations, type RelationFound } from './find-relation.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { whyNoTable } from './why-no-table.ts';
import { classOf } from './words.ts';

/** Types that may be the tables of a graph: one, or the implementations of an interface. */
export interface TablesFound {
  /** What the relation was found on: a type, or an interface. */
  readonly name: string;
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
      found.push({ name: type.name, types: [type], interfaceName: null, relations: [first, ...others] });
      continue;
    }
    const reason = whyNoTable(type, relationsOf(type));
    if (reason !== null) refused.push({ typeName: type.name, reason });
  }
  return { found: groupByInterface(graph, found, relationsOf).sort(byLikelihood), refused };
}

/** What a person has named: a type, or an interface with its implementations. Null where nothing in it names a relation. */
export function tablesNamed(
  graph: OwnerGraph,
  type: OwnerType,
  relations: readonly RelationFound[],
): TablesFound | null {
  const [first, ...others] = relations;
  if (first === undefined) return null;
  const types = type.kind === 'interface' ? implementationsOf(graph, type) : [type];
  if (types.length === 0) return null;
  return {
    name: type.name,
    types,
    interfaceName: type.kind === 'interface' ? type.name : null,
    relations: [first, ...others],
  };
}

export function implementationsOf(graph: OwnerGraph, { name }: OwnerType): OwnerType[] {
  return [...graph.types.values()].filter((type) => type.kind === 'object' && type.interfaces.has(name));
}

/** Whether two are as likely as each other. */
export function isTie(one: TablesFound, other: TablesFound): boolean {
  return byLikelihood(one, other) === 0;
}

function byLikelihood(one: TablesFound, other: TablesFound): number {
  return rank(one) - rank(other) || one.relations[0].tier - other.relations[0].tier;
}

/** What is called a table comes before what has a table's fields only. */
function rank({ name, types }: TablesFound): number {
  return [name, ...types.map((type) => type.name)].some((each) => classOf(each) === 'table') ? 0 : 1;
}

/** Fields that may mean something else count on types that are called tables only. */
function fits(type: OwnerType, relation: RelationFound): boolean {
  const kind = classOf(type.name);
  return kind === 'table' || (kind === 'unknown' && relation.certain);
}

function isRoot(graph: OwnerGraph, { name }: OwnerType): boolean {
  return name === graph.query || name === graph.mutation || name === 'Subscription' || name.startsWith('_');
}

/** Implementations of an interface that has the relation's fields are one finding. */
function groupByInterface(
  graph: OwnerGraph,
  found: readonly TablesFound[],
  relationsOf: (type: OwnerType) => readonly RelationFound[],
): TablesFound[] {
  let rest = [...found];
  const groups: TablesFound[] = [];
  for (const type of graph.types.values()) {
    if (type.kind !== 'interface') continue;
    const [first, ...others] = relationsOf(type);
    const implementations = implementationsOf(graph, type);
    const members = rest.filter((each) => each.types.every((member) => implementations.includes(member)));
    if (first === undefined || members.length === 0) continue;
    const types = members.flatMap((member) => member.types);
    groups.push({
      name: type.name,
      types,
      interfaceName: types.length === implementations.length ? type.name : null,
      relations: sameAs(members, [first, ...others]),
    });
    rest = rest.filter((each) => !members.includes(each));
  }
  return [...groups, ...rest];
}

/** The interface's own ways, those first that are likeliest on its implementations. */
function sameAs(
  members: readonly TablesFound[],
  relations: TablesFound['relations'],
): TablesFound['relations'] {
  const likeliest = members[0]?.relations[0];
  const same = relations.find(
    (relation) => likeliest !== undefined && relationText(relation) === relationText(likeliest),
  );
  return same === undefined ? relations : [same, ...relations.filter((relation) => relation !== same)];
}

/** The fields of a relation, as a person reads them. */
export function relationText(relation: RelationFound): string {
  if (relation.kind === 'text') return `\`${pathText(relation.from)}\``;
  const { database, schema, name } = relation;
  return [database, schema, name]
    .filter((path) => path !== null)
    .map((path) => `\`${pathText(path)}\``)
    .join(', ');
}
