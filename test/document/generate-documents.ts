import fc from 'fast-check';
import {
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { createSchema } from '../../src/schema.ts';
import {
  createTreePlanner,
  type SharedFragment,
  type TreePlanner,
  type WantedField,
} from './generator/answer-tree.ts';
import { createArguments } from './generator/arguments.ts';
import { createDraw, type Draw } from './generator/draw.ts';
import { measureDocument } from './generator/measure.ts';
import { drawSubject, type KnownTable } from './generator/references.ts';
import { drawScalar } from './generator/scalars.ts';
import { createScatter } from './generator/scatter.ts';
import { createVariables } from './generator/variables.ts';

export interface GeneratedRequest {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  /** Further values for the same document: most requests have none. */
  readonly otherVariables: readonly Record<string, unknown>[];
  readonly operationName?: string;
}

const SCHEMA = createSchema();
const ROOT = rootOf(SCHEMA);

/**
 * Valid requests for `_entities` over the published graph, whose fields and arguments are found by walking the schema. References point at the
 * given tables, and past them. Within the default limits: 15 levels, 200 aliases (fragments counted where they are spread), 20 fields at the root.
 */
export function arbitraryRequest(tables: readonly KnownTable[]): fc.Arbitrary<GeneratedRequest> {
  // fast-check does not advance its source of chance for `gen`: without the number before it, all items of an array would be one request.
  return fc.tuple(fc.nat(), fc.gen()).map(([, generate]) => {
    const draw = createDraw(generate);
    let request = drawRequest(draw, tables);
    while (!isServable(request)) request = drawRequest(draw, tables);
    return request;
  });
}

function drawRequest(draw: Draw, tables: readonly KnownTable[]): GeneratedRequest {
  const about = drawSubject(draw, tables);
  const variables = createVariables(draw);
  const args = createArguments({
    draw,
    variables,
    drawScalar: (type) => drawScalar(draw, type, about),
  });
  const scatter = createScatter(draw, SCHEMA, args.conditions);
  const sharedByType = new Map<string, SharedFragment | null>();
  const planner = createTreePlanner({ draw, schema: SCHEMA, args, shared });

  function shared(type: GraphQLCompositeType, level: number): SharedFragment | null {
    const known = sharedByType.get(type.name);
    if (known !== undefined) return known;
    sharedByType.set(type.name, null);
    const fragment = scatter.define(type, scatter.selections(planner.planTree(type, level)));
    sharedByType.set(type.name, fragment);
    return fragment;
  }

  const selections = scatter.selections({ type: ROOT, fields: planRoot(draw, planner) });
  const { declarations, values, drawOthers } = variables;
  const name = draw.pick(['', 'Page', 'Tables__dbt__1']);
  const head = `${name}${declarations()}`;
  const other = name !== '' && draw.oneIn(4) ? ['query Other { __typename }'] : [];
  const isNamed = other.length > 0 || (name !== '' && draw.oneIn(2));
  return {
    query: [
      ...draw.shuffle([`${head === '' ? '' : `query ${head} `}{\n${selections}\n}`, ...other]),
      ...scatter.definitions(),
    ].join('\n'),
    variables: draw.oneIn(40) ? withNullReference(values) : { ...values },
    otherVariables: declarations() !== '' && draw.oneIn(3) ? [drawOthers()] : [],
    ...(isNamed ? { operationName: name } : {}),
  };
}

/** One to three `_entities`, and at times `__typename` beside them. */
function planRoot(draw: Draw, { planField, typename }: TreePlanner): readonly WantedField[] {
  const texts = new Map<string, string>();
  const { _entities: entities } = ROOT.getFields();
  if (entities === undefined) throw new Error('The graph has no _entities.');
  const wanted = Array.from({ length: 1 + draw.pick([0, 0, 0, 1, 2]) }, () =>
    planField(ROOT, entities, 0, texts),
  );
  const fields = wanted.filter((field) => field !== null);
  return draw.oneIn(4) ? [...fields, typename(ROOT, texts)] : fields;
}

/** Refused before anything is executed: a list of references that holds null. */
function withNullReference(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isReferences = (value: unknown) => Array.isArray(value) && typeof value[0] === 'object';
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isReferences(value) ? [null] : value]),
  );
}

/** The few that the construction leaves: a key of Table whose field has another shape on Column, too many aliases. */
function isServable({ query }: GeneratedRequest): boolean {
  const document = parse(query);
  const { depth, aliases, rootFields } = measureDocument(document);
  return depth <= 15 && aliases <= 200 && rootFields <= 20 && validate(SCHEMA, document).length === 0;
}

function rootOf(schema: GraphQLSchema): GraphQLObjectType {
  const root = schema.getQueryType();
  if (root === undefined || root === null) throw new Error('The graph has no Query.');
  return root;
}
