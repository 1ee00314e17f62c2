import fc from 'fast-check';
import {
  type GraphQLNamedType,
  getNamedType,
  getVariableValues,
  isAbstractType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { expect, test } from 'vitest';
import { createSchema } from '../../src/schema.ts';
import { arbitraryRequest } from './generate-documents.ts';
import { featuresOf } from './generator/features.ts';
import { measureDocument } from './generator/measure.ts';

const TABLES = [
  { database: 'warehouse', schema: 'marts', name: 'customers', columns: ['id', 'email'] },
  { database: null, schema: 'raw', name: 'events', columns: [] },
];
const SCHEMA = createSchema();
const SAMPLES = fc.sample(arbitraryRequest(TABLES), { numRuns: 500, seed: 13 });

test('500 generated requests are valid documents within the limits of the subgraph', () => {
  for (const { query } of SAMPLES) {
    const document = parse(query);
    expect(validate(SCHEMA, document), query).toEqual([]);
    const { depth, aliases, rootFields } = measureDocument(document);
    expect(depth, query).toBeLessThanOrEqual(15);
    expect(aliases, query).toBeLessThanOrEqual(200);
    expect(rootFields, query).toBeLessThanOrEqual(20);
  }
});

test('their variables fit their types, but for null among the references', () => {
  for (const { query, variables, otherVariables } of SAMPLES) {
    for (const definition of parse(query).definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const values of [variables, ...otherVariables]) {
        const { errors = [] } = getVariableValues(SCHEMA, definition.variableDefinitions ?? [], values);
        const unexpected = errors.filter(({ message }) => !message.includes('"_Any!" not to be null'));
        expect(unexpected, query).toEqual([]);
      }
    }
  }
});

test('they differ from each other, and the seed decides on them', () => {
  const texts = SAMPLES.map((request) => JSON.stringify(request));
  expect(new Set(texts).size).toBeGreaterThan(450);
  const again = fc.sample(arbitraryRequest(TABLES), { numRuns: 5, seed: 13 });
  expect(again).toEqual(SAMPLES.slice(0, 5));
});

test('some are sent with several sets of variables', () => {
  const several = SAMPLES.filter(({ otherVariables }) => otherVariables.length > 0);
  expect(several.length).toBeGreaterThan(100);
  const different = several.filter(
    ({ variables, otherVariables: [other] }) => JSON.stringify(variables) !== JSON.stringify(other),
  );
  expect(different.length).toBeGreaterThan(100);
});

test('items of one array are requests of their own', () => {
  const [pair = []] = fc.sample(fc.array(arbitraryRequest(TABLES), { minLength: 2, maxLength: 2 }), {
    numRuns: 1,
    seed: 13,
  });
  expect(pair[0]).not.toEqual(pair[1]);
});

const CONDITIONED = ['a field', 'an inline fragment', 'a spread'];
const FEATURES = [
  'an alias',
  '__typename under an alias',
  'several fields at the root',
  'several operations, one of them named',
  ...['Table', 'Column', '_Entity', 'Query'].map((type) => `a named fragment on ${type}`),
  ...['Table', 'Column', '_Entity', 'Query', 'no type'].map((type) => `an inline fragment on ${type}`),
  'a named fragment in a named fragment',
  'a field merged from one selection',
  'a field merged from several fragments',
  'a field merged from different selections below it',
  ...CONDITIONED.flatMap((place) =>
    ['skip', 'include'].flatMap((name) =>
      ['literal', 'variable'].map((by) => `@${name} on ${place} by ${by}`),
    ),
  ),
  ...CONDITIONED.map((place) => `both conditions on ${place}`),
  ...['_entities(representations:)', 'dbtTests(filter:)', 'tests(filter:)', 'columns(names:)'].flatMap(
    (place) => ['literal', 'variable', 'variable inside a literal'].map((by) => `${place} by ${by}`),
  ),
  'a default that is taken',
  'a default that is not taken',
  'a variable that is null',
  'null among the references',
  'a reference twice in one list',
  ...[
    'a table',
    'a column',
    'an unknown table',
    'a wrong type name',
    'a missing name',
    'a name that is no text',
    'a name that is null',
    'a column of a malformed table',
  ].map((kind) => `a reference: ${kind}`),
];

test('each feature of the language that the subgraph has to answer stands in some of them', () => {
  const found = new Set(SAMPLES.flatMap((request) => [...featuresOf(request)]));
  expect(FEATURES.filter((feature) => !found.has(feature))).toEqual([]);
});

test('each field below _entities, and each argument, stands in some of them', () => {
  const found = new Set(SAMPLES.flatMap(({ query }) => coordinatesIn(query)));
  const all = coordinatesBelow(SCHEMA.getType('_Entity'));
  expect(all.length).toBeGreaterThan(60);
  expect(all.filter((coordinate) => !found.has(coordinate))).toEqual([]);
});

test('a failing request shrinks to its core', () => {
  const hasFilter = ({ query }: { query: string }) => query.includes('dbtTests(filter:');
  const { counterexample } = fc.check(
    fc.property(arbitraryRequest(TABLES), (request) => !hasFilter(request)),
    { seed: 3 },
  );
  const [smallest] = counterexample ?? [];
  expect(smallest?.query.length).toBeLessThan(300);
});

/** `Type.field` and `Type.field(argument:)` of all that can be selected below a type. */
function coordinatesBelow(start: GraphQLNamedType | undefined): string[] {
  const coordinates: string[] = [];
  const seen = new Set<unknown>();
  const walk = (type: GraphQLNamedType | undefined): void => {
    if (type === undefined || seen.has(type)) return;
    seen.add(type);
    if (isAbstractType(type)) for (const member of SCHEMA.getPossibleTypes(type)) walk(member);
    if (!isObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      coordinates.push(`${type.name}.${field.name}`);
      coordinates.push(...field.args.map(({ name }) => `${type.name}.${field.name}(${name}:)`));
      walk(getNamedType(field.type));
    }
  };
  walk(start);
  return coordinates;
}

function coordinatesIn(query: string): string[] {
  const coordinates: string[] = [];
  const types = new TypeInfo(SCHEMA);
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field(field) {
        const coordinate = `${types.getParentType()?.name}.${field.name.value}`;
        const given = field.arguments ?? [];
        coordinates.push(coordinate, ...given.map(({ name }) => `${coordinate}(${name.value}:)`));
      },
    }),
  );
  return coordinates;
}
