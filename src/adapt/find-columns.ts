import type { FieldDefinitionNode } from 'graphql';
import type { PathStep } from '../mapping/field-path.ts';
import { isList, isObject, isText, namedType, stepOf, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { headWord, plainWord } from './words.ts';

/** A type of columns: its fields for the name and for the way to the table. */
export interface ColumnsFound {
  readonly type: OwnerType;
  readonly name: PathStep;
  readonly table: PathStep;
}

export interface ColumnSearch {
  readonly found: readonly ColumnsFound[];
  /** Why types that look like columns cannot be served, a sentence each. */
  readonly refused: readonly string[];
}

const COLUMN_HEADS = new Set(['column', 'field', 'attribute']);
const NAME_WORDS = ['name', 'columnname', 'fieldname', 'fieldpath', 'column', 'attributename'];
/** Names of the field that leads to the table, the clearest first. */
const LINK_WORDS = ['table', 'dataset', 'relation', 'view', 'parent', 'parenttable', 'owner', 'of'];

/** Which types are the columns of the tables. */
export function findColumns(
  graph: OwnerGraph,
  tables: readonly OwnerType[],
  named: readonly OwnerType[] | null,
): ColumnSearch {
  const found: ColumnsFound[] = [];
  const refused: string[] = [];
  for (const type of named ?? candidates(graph, tables)) {
    const column = readColumn(graph, tables, type);
    if (typeof column === 'string') refused.push(column);
    else found.push(column);
  }
  return { found, refused };
}

function readColumn(graph: OwnerGraph, tables: readonly OwnerType[], type: OwnerType): ColumnsFound | string {
  const name = nameStep(graph, type);
  if (name === null)
    return `\`${type.name}\` has no field that holds the name of a column, such as \`name\`.`;
  const links = [...type.fields.values()].filter((field) => isLink(graph, tables, field));
  const link = bestLink(links, tables);
  const table = link === undefined ? null : stepOf(graph, link);
  if (table === null)
    return `\`${type.name}\` has no field that leads to its ${tables.map(({ name }) => `\`${name}\``).join(' or ')}: nobody could tell which table a column belongs to.`;
  return { type, name, table };
}

/** Types in a table's list of columns; where there are none, types that are called columns. */
function candidates(graph: OwnerGraph, tables: readonly OwnerType[]): OwnerType[] {
  const listed = new Set<OwnerType>();
  for (const table of tables)
    for (const [name, field] of table.fields)
      if (/(?:column|field|attribute)s?(?:connection)?$/i.test(name))
        for (const type of listedBy(graph, field)) listed.add(type);
  if (listed.size > 0) return [...listed];
  return [...graph.types.values()].filter(
    (type) => type.kind === 'object' && COLUMN_HEADS.has(headWord(type.name)) && !tables.includes(type),
  );
}

/** What a list holds, directly, as a connection's nodes, or as the lists of an object in between; of an interface its implementations. */
function listedBy(graph: OwnerGraph, field: FieldDefinitionNode): OwnerType[] {
  const target = targetOf(graph, field);
  if (target === undefined) return [];
  if (isList(field.type)) return concrete(graph, target);
  const edges = target.fields.get('edges');
  const edge = edges === undefined ? undefined : targetOf(graph, edges);
  const nodes = target.fields.get('nodes') ?? target.fields.get('items') ?? edge?.fields.get('node');
  const node = nodes === undefined ? undefined : targetOf(graph, nodes);
  return node === undefined ? [] : concrete(graph, node);
}

function concrete(graph: OwnerGraph, type: OwnerType): OwnerType[] {
  if (type.kind === 'object') return [type];
  if (type.kind !== 'interface') return [];
  return [...graph.types.values()].filter((each) => each.kind === 'object' && each.interfaces.has(type.name));
}

function nameStep(graph: OwnerGraph, type: OwnerType): PathStep | null {
  for (const word of NAME_WORDS)
    for (const [name, field] of type.fields)
      if (plainWord(name) === word && isText(graph, field)) return stepOf(graph, field);
  return null;
}

/** A field that leads to one table: of a table's type, or of an interface all of whose implementations are tables. */
function isLink(graph: OwnerGraph, tables: readonly OwnerType[], field: FieldDefinitionNode): boolean {
  if (!isObject(graph, field)) return false;
  const target = targetOf(graph, field);
  const targets = target === undefined ? [] : concrete(graph, target);
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
    if (index !== -1) return index;
    return word === plainWord(namedType(field.type)) ? words.length : words.length + 1;
  };
  return [...links].sort((one, other) => rank(one) - rank(other))[0];
}
