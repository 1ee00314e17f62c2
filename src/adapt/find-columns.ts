import type { FieldDefinitionNode } from 'graphql';
import type { FieldPath, PathStep } from '../mapping/field-path.ts';
import { columnName, type TableOfColumns } from './column-name.ts';
import { isDeprecated } from './fields-by-word.ts';
import { concreteTypes, isList, isObject, namedType, stepOf, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { whyNoLink } from './why-no-link.ts';
import { headWord, plainWord } from './words.ts';

/** A type of columns: its fields for the name and for the way to the table. */
export interface ColumnsFound {
  readonly type: OwnerType;
  readonly name: FieldPath;
  readonly table: PathStep;
}

export interface ColumnSearch {
  readonly found: readonly ColumnsFound[];
  /** Why types that look like columns cannot be served, a sentence each. */
  readonly refused: readonly string[];
}

const COLUMN_HEADS = new Set(['column', 'field', 'attribute']);
/** Names of the field that leads to the table, the clearest first. */
const LINK_WORDS = ['table', 'dataset', 'relation', 'view', 'parent', 'parenttable', 'owner', 'of'];

/** Which types are the columns of the tables. */
export function findColumns(
  graph: OwnerGraph,
  plans: readonly TableOfColumns[],
  named: readonly OwnerType[] | null,
): ColumnSearch {
  const found: ColumnsFound[] = [];
  const refused: string[] = [];
  const tables = plans.map(({ type }) => type);
  for (const type of named ?? candidates(graph, tables)) {
    const column = readColumn(graph, plans, type);
    if (typeof column === 'string') refused.push(column);
    else found.push(column);
  }
  return { found, refused };
}

function readColumn(
  graph: OwnerGraph,
  plans: readonly TableOfColumns[],
  type: OwnerType,
): ColumnsFound | string {
  const tables = plans.map((plan) => plan.type);
  const name = columnName(graph, plans, type);
  if (name === null)
    return `\`${type.name}\` has no field that holds the name of a column, such as \`name\`.`;
  const links = [...type.fields.values()].filter((field) => isLink(graph, tables, field));
  const link = bestLink(links, tables);
  const table = link === undefined ? null : stepOf(graph, link);
  return table === null ? whyNoLink(graph, tables, type) : { type, name, table };
}

/** Types in a table's list of columns; where there are none, types that are called columns. */
function candidates(graph: OwnerGraph, tables: readonly OwnerType[]): OwnerType[] {
  const listed = new Set<OwnerType>();
  for (const table of tables)
    for (const [name, field] of table.fields)
      if (/(?:column|col|field|attribute)s?(?:connection)?$/i.test(name))
        for (const type of listedBy(graph, field)) listed.add(type);
  if (listed.size > 0) return [...listed];
  // What a table holds one of is a part of it.
  const parts = new Set(
    tables.flatMap(({ fields }) =>
      [...fields.values()].flatMap((field) => (isList(field.type) ? [] : namedType(field.type))),
    ),
  );
  return [...graph.types.values()]
    .filter(({ kind, name }) => kind === 'object' && COLUMN_HEADS.has(headWord(name)) && !parts.has(name))
    .filter((type) => !tables.includes(type));
}

/** What a list holds, directly, as a connection's nodes, or as the lists of an object in between; of an interface its implementations, of a union its members. */
function listedBy(graph: OwnerGraph, field: FieldDefinitionNode): OwnerType[] {
  const target = targetOf(graph, field);
  if (target === undefined) return [];
  if (isList(field.type)) return concreteTypes(graph, target);
  const edges = target.fields.get('edges');
  const edge = edges === undefined ? undefined : targetOf(graph, edges);
  const nodes = target.fields.get('nodes') ?? target.fields.get('items') ?? edge?.fields.get('node');
  const node = nodes === undefined ? undefined : targetOf(graph, nodes);
  return node === undefined ? [] : concreteTypes(graph, node);
}

/** A field that leads to one table: of a table's type, or of an interface all of whose implementations are tables. */
function isLink(graph: OwnerGraph, tables: readonly OwnerType[], field: FieldDefinitionNode): boolean {
  if (!isObject(graph, field)) return false;
  const target = targetOf(graph, field);
  const targets = target === undefined ? [] : concreteTypes(graph, target);
  return targets.length > 0 && targets.every((type) => tables.includes(type));
}

function bestLink(
  links: readonly FieldDefinitionNode[],
  tables: readonly OwnerType[],
): FieldDefinitionNode | undefined {
  const words = [...LINK_WORDS, ...tables.map(({ name }) => plainWord(name))];
  const rank = (field: FieldDefinitionNode) => {
    const word = plainWord(field.name.value);
    const index = words.indexOf(word);
    const last = words.length + (word === plainWord(namedType(field.type)) ? 0 : 1);
    return (index === -1 ? last : index) + (isDeprecated(field) ? words.length + 2 : 0);
  };
  return [...links].sort((one, other) => rank(one) - rank(other))[0];
}
