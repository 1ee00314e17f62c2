import type { RelationFound } from './find-relation.ts';
import type { TablesFound } from './find-tables.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { relationText } from './relation-text.ts';
import { classOf } from './words.ts';

type RelationsOf = (type: OwnerType) => readonly RelationFound[];

/** Tables that implement one interface are one finding, where the interface is about tables: it has the fields of their relation, or is called a table. */
export function groupByInterface(
  graph: OwnerGraph,
  found: readonly TablesFound[],
  relationsOf: RelationsOf,
): TablesFound[] {
  const interfaces = [...graph.types.values()]
    .filter(({ kind }) => kind === 'interface')
    .map((type) => ({ type, implementations: implementationsOf(graph, type) }))
    // The narrowest one first: others hold more than tables.
    .sort((one, other) => one.implementations.length - other.implementations.length);
  let rest = [...found];
  const groups: TablesFound[] = [];
  for (const { type, implementations } of interfaces) {
    const members = rest.filter(({ types }) => types.every((each) => implementations.includes(each)));
    const group = groupOf(type, implementations, members, relationsOf);
    if (group === null) continue;
    groups.push(group);
    rest = rest.filter((each) => !members.includes(each));
  }
  return [...groups, ...rest];
}

export function implementationsOf(graph: OwnerGraph, { name }: OwnerType): OwnerType[] {
  return [...graph.types.values()].filter((type) => type.kind === 'object' && type.interfaces.has(name));
}

/** The ways to name relations that all of them have, in the order of the first. */
export function commonRelations(each: readonly (readonly RelationFound[])[]): RelationFound[] {
  const [first = [], ...others] = each;
  return first.filter((relation) => others.every((relations) => has(relations, relation)));
}

function groupOf(
  type: OwnerType,
  implementations: readonly OwnerType[],
  members: readonly TablesFound[],
  relationsOf: RelationsOf,
): TablesFound | null {
  const [first, ...others] = commonRelations(members.map(({ relations }) => relations));
  const best = members[0]?.relations[0];
  if (first === undefined || best === undefined || first !== best) return null;
  if (!has(relationsOf(type), best) && classOf(type.name) !== 'table') return null;
  const types = members.flatMap((member) => member.types);
  const isWhole = types.length === implementations.length;
  const [one, ...more] = members.flatMap((member) => member.names);
  return {
    names: isWhole || one === undefined ? [type.name] : [one, ...more],
    types,
    interfaceName: isWhole ? type.name : null,
    relations: [first, ...others],
  };
}

function has(relations: readonly RelationFound[], relation: RelationFound): boolean {
  return relations.some((each) => relationText(each) === relationText(relation));
}
