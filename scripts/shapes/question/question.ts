import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isRequiredArgument,
} from 'graphql';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { columnFacts, type Facts, tableFacts, toFacts } from '../facts.ts';
import { leafValue } from '../owner/leaf-values.ts';
import type { Relation } from '../owner/relations.ts';
import { findWay, findWayFromRoot, follow, type Way } from './find-path.ts';

/** A query through a gateway, and how its answer is read. */
export interface Question {
  readonly texts: readonly string[];
  /** In the order of the relations. */
  tables(answers: readonly unknown[]): (Facts | null)[];
  /** Whether columns are entities of the graph, and the query reaches them. */
  readonly hasColumns: boolean;
  columns(answers: readonly unknown[]): (Facts | null)[];
}

/** Under this name in every answer: the owner may call its field as one of ours is usually called. */
const COLUMNS_KEY = 'columnsOfOwner';
/** Tables that are looked up in one request, where the owner has no list of them. */
const LOOKUPS_AT_ONCE = 10;

/** Asks the owner's graph for its tables with their columns, by the fields that the owner has, and for dbt's facts of both. Null where no way leads to them. */
export function createQuestion(
  schema: GraphQLSchema,
  mapping: Mapping,
  relations: readonly Relation[],
): Question | null {
  const ways = mapping.tables.flatMap(({ typeName }) => {
    const way = findWayFromRoot(schema, typeName);
    return way === null ? [] : [way];
  });
  // The implementations of an interface are found at one place.
  const [way, ...others] = [...new Map(ways.map((found) => [pathText(found), found])).values()];
  if (way === undefined || others.length > 0) return null;
  const { text: selection, columnKeys } = selectionOf(schema, way.target, mapping);
  const [first] = way.fields;
  const isLookup = first?.args.some(isRequiredArgument) ?? false;
  const texts = isLookup
    ? inGroups(relations, LOOKUPS_AT_ONCE).map((group) => lookupText(way, selection, group))
    : [`{ ${nest(way, selection)} }`];
  const keys = way.fields.map(({ name }) => name);
  const tablesIn = (answers: readonly unknown[]) =>
    answers.flatMap((answer) =>
      isLookup
        ? Object.values(answer ?? {}).flatMap((one) => follow(one, keys.slice(1)))
        : follow(answer, keys),
    );
  return {
    texts,
    tables: (answers) => tablesIn(answers).map(toFacts),
    hasColumns: columnKeys !== null,
    columns: (answers) => (columnKeys === null ? [] : follow(tablesIn(answers), columnKeys).map(toFacts)),
  };
}

function selectionOf(schema: GraphQLSchema, target: GraphQLCompositeType, mapping: Mapping) {
  const tableTypes = new Set(mapping.tables.map(({ typeName }) => typeName));
  const columnWays = mapping.columns.flatMap(({ typeName }) => {
    const way = findWay(schema, target, typeName, tableTypes);
    return way === null ? [] : [{ way, typeName }];
  });
  const [column] = columnWays;
  const columns =
    column === undefined
      ? ''
      : `${COLUMNS_KEY}: ${nest(column.way, columnFacts(servedBy(mapping, column.typeName)))}`;
  const isOnFragments = isAbstractType(target) && !mapping.interfaces.includes(target.name);
  const tables = isOnFragments
    ? mapping.tables
        .filter(({ typeName }) => schema.getType(typeName) !== undefined)
        .map(({ typeName }) => `... on ${typeName} { ${tableFacts(servedBy(mapping, typeName))} }`)
        .join('\n')
    : tableFacts(servedBy(mapping, target.name));
  const columnKeys =
    column === undefined ? null : [COLUMNS_KEY, ...column.way.fields.slice(1).map(({ name }) => name)];
  return { text: `__typename ${tables} ${columns}`, columnKeys };
}

/** A contributed field of a type, as it is called in this graph. */
function servedBy(mapping: Mapping, typeName: string) {
  return (name: string) => mapping.renames.get(`${typeName}.${name}`) ?? name;
}

function lookupText(way: Way, selection: string, relations: readonly Relation[]): string {
  const [first, ...rest] = way.fields;
  if (first === undefined) throw new TypeError('A way has a first field.');
  const lookups = relations.map((relation, position) => {
    const args = first.args.filter(isRequiredArgument).map(({ name, type }) => {
      const leaf = getNamedType(type);
      if (!isLeafType(leaf)) throw new TypeError(`No table is found by ${first.name}(${name}:).`);
      return `${name}: ${JSON.stringify(leafValue({ kind: 'table', relation }, name, leaf, {}))}`;
    });
    return `t${position}: ${first.name}(${args.join(', ')}) { ${nest({ ...way, fields: rest }, selection)} }`;
  });
  return `{ ${lookups.join('\n')} }`;
}

/** `a { b { selection } }`. */
function nest({ fields: steps }: Way, selection: string): string {
  return steps.reduceRight((inner, { name }) => `${name} { ${inner} }`, selection);
}

function pathText({ fields: steps }: Way): string {
  return steps.map(({ name }) => name).join('.');
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, group) =>
    items.slice(group * size, (group + 1) * size),
  );
}
