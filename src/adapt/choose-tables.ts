import { inWords, suggest } from '../mapping/suggest.ts';
import { type AskedRelation, parseRelation } from './asked-relation.ts';
import { findRelations } from './find-relation.ts';
import {
  findTables,
  isTie,
  type Refused,
  type Search,
  type TablesFound,
  tableOptions,
  tablesNamed,
} from './find-tables.ts';
import { firstLines } from './first-lines.ts';
import type { OwnerGraph } from './owner-graph.ts';
import { Refusal } from './refusal.ts';
import { relationText } from './relation-text.ts';
import type { AdaptRequest } from './request.ts';

export interface ChosenTables {
  readonly chosen: readonly [TablesFound, ...TablesFound[]];
  /** What would fit, too, but less well. */
  readonly others: readonly TablesFound[];
  readonly refused: readonly Refused[];
}

/** The tables that a person has named, or the likeliest ones. */
export function chooseTables(
  graph: OwnerGraph,
  { tables, relation }: Pick<AdaptRequest, 'tables' | 'relation'>,
): ChosenTables | Refusal {
  const asked = relation === null ? findRelations : parseRelation(relation);
  if (asked instanceof Refusal) return asked;
  const search = findTables(graph, (type) => asked(graph, type));
  const [first, ...more] = tables;
  if (first === undefined) return likeliest(search, relation);

  const named: TablesFound[] = [];
  for (const name of [first, ...more]) {
    const found = namedTables(graph, name, asked, relation);
    if (found instanceof Refusal) return found;
    named.push(found);
  }
  const [one, ...rest] = named;
  if (one === undefined) return new Refusal('--table names no type.');
  const types = new Set(named.flatMap((found) => found.types));
  const others = search.found.filter((found) => !found.types.some((type) => types.has(type)));
  const refused = search.refused.filter(({ typeName }) => ![...types].some(({ name }) => name === typeName));
  return { chosen: [one, ...rest], others, refused };
}

function likeliest({ found, refused }: Search, relation: string | null): ChosenTables | Refusal {
  const [first, ...others] = found;
  if (first === undefined) {
    return new Refusal(
      relation === null
        ? 'No type of this graph names relations of a warehouse.'
        : `No type that may be a table has the fields of --relation ${relation}.`,
      ...firstLines(refused.map(({ reason }) => `- ${reason}`)),
      'If there is one all the same, name it and its fields: --table MyTable --relation database=db,schema=schema,name=title',
    );
  }
  const ties = others.filter((other) => isTie(first, other));
  if (ties.length > 0) {
    const all = [first, ...ties];
    return new Refusal(
      `${all.length} types fit equally, and none is chosen:`,
      ...firstLines(
        all.map(
          (each) =>
            `- ${inWords(each.names)}, by ${relationText(each.relations[0])}: ${tableOptions([each])}`,
        ),
      ),
      `Choose one, or map all of them: ${tableOptions(all)}`,
    );
  }
  return { chosen: [first], others, refused };
}

function namedTables(
  graph: OwnerGraph,
  name: string,
  asked: AskedRelation,
  relation: string | null,
): TablesFound | Refusal {
  const type = graph.types.get(name);
  if (type === undefined)
    return new Refusal(
      `--table ${name}: the owner has no type of this name. ${suggest(name, objectNames(graph))}`,
    );
  if (type.kind !== 'object' && type.kind !== 'interface')
    return new Refusal(
      `--table ${name}: this is a type of kind ${type.kind}. Tables are object types, or the implementations of an interface.`,
    );
  const found = tablesNamed(graph, type, (each) => asked(graph, each));
  if (found !== null) return found;
  const fields = [...type.fields.keys()].map((field) => `\`${field}\``).join(', ');
  return new Refusal(
    relation === null
      ? `--table ${name}: none of its fields (${fields}) is known to hold a schema and a name, or all names in one text.`
      : `--table ${name}: it has no such fields as --relation ${relation} names. Its fields: ${fields}.`,
    'Say which do: --relation fullyQualifiedName, or --relation database=db.name,schema=schema.name,name=name',
  );
}

function objectNames({ types }: OwnerGraph): string[] {
  return [...types.values()]
    .filter(({ kind }) => kind === 'object' || kind === 'interface')
    .map(({ name }) => name);
}
