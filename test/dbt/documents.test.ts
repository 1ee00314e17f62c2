import fc from 'fast-check';
import { parse, validate, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import type { Operation } from '../../src/dbt/document.ts';
import { renderSelection } from '../../src/dbt/document.ts';
import {
  changeOperation,
  type DetailsGroup,
  detailsOperation,
  FACETS,
  GRAPH_LISTS,
  type IndexList,
  indexOperation,
  NODE_KINDS,
  OPTIONAL_FIELDS,
} from '../../src/dbt/operations.ts';
import { SCHEMA } from './answer-places.ts';
import { callOf, createFakeHost } from './fake-host.ts';
import { readFacets } from './read-facets.ts';
import { createSample } from './sample-nodes.ts';

const LISTS: readonly IndexList[] = [
  ...NODE_KINDS.flatMap((kind): readonly IndexList[] => [`applied.${kind}`, `definition.${kind}`]),
  'applied.tests',
  ...GRAPH_LISTS,
];

const facets = fc.subarray([...FACETS], { minLength: 1 });
const cursor = fc.option(fc.string({ minLength: 1 }));
const groups = fc.array(
  fc.record({
    kind: fc.constantFrom(...NODE_KINDS),
    facets,
    uniqueIds: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }),
    cursor,
  }),
  { minLength: 1, maxLength: 5 },
);

/** Any document that can be sent, by what is to be left out of it. */
const documents: fc.Arbitrary<(without: ReadonlySet<string>) => Operation> = fc.oneof(
  fc.tuple(fc.subarray([...LISTS], { minLength: 1 }), fc.infiniteStream(cursor)).map(([lists, cursors]) => {
    const asked = new Map(lists.map((list) => [list, cursors.next().value ?? null]));
    return (without: ReadonlySet<string>) => indexOperation('1', asked, without);
  }),
  groups.map((drawn) => {
    const named = drawn.map((group, position): DetailsGroup => ({ ...group, alias: `list_${position}` }));
    const asked = new Map(named.map(({ alias }, position) => [alias, drawn[position]?.cursor ?? null]));
    return (without: ReadonlySet<string>) => detailsOperation('1', named, asked, without);
  }),
  fc
    .array(fc.nat().map(String), { minLength: 1, maxLength: 5 })
    .map((ids) => (without: ReadonlySet<string>) => changeOperation(ids, without)),
);

function fieldsOf(query: string): ReadonlySet<string> {
  const fields = new Set<string>();
  visit(parse(query), { Field: ({ name }) => void fields.add(name.value) });
  return fields;
}

test('every document is one that dbt answers, whichever optional fields are left out of it', () => {
  fc.assert(
    fc.property(documents, fc.subarray([...OPTIONAL_FIELDS]), (build, leftOut) => {
      const whole = build(new Set());
      const { query, variables } = build(new Set(leftOut));
      expect(validate(SCHEMA, parse(query))).toEqual([]);
      expect(variables).toEqual(whole.variables);
      const fields = fieldsOf(query);
      for (const field of leftOut) expect(fields).not.toContain(field);
      const below = leftOut.includes('criteria') ? ['warnAfter', 'errorAfter', 'count'] : [];
      const gone = [...fieldsOf(whole.query)].filter((field) => !fields.has(field));
      expect(gone.filter((field) => !(leftOut as string[]).includes(field)).sort()).toEqual(
        fieldsOf(whole.query).has('criteria') ? below.sort() : [],
      );
    }),
  );
});

test('all optional fields are asked for somewhere', () => {
  const group: DetailsGroup[] = NODE_KINDS.map((kind) => ({
    alias: kind,
    kind,
    facets: FACETS,
    uniqueIds: ['x'],
  }));
  const asked = new Map(group.map(({ alias }) => [alias, null]));
  const queries = [
    indexOperation('1', new Map(LISTS.map((list) => [list, null])), new Set()),
    detailsOperation('1', group, asked, new Set()),
  ].map(({ query }) => query);
  const fields = fieldsOf(queries.join(' '));
  for (const field of OPTIONAL_FIELDS) expect(fields).toContain(field);
});

describe('a selection', () => {
  test('loses a field with everything below it, and a field of which nothing is left', () => {
    const selection = [
      'a',
      { field: 'b', alias: 'x', arguments: 'first: 1', select: ['c', { field: 'd', select: ['e'] }] },
    ];
    const render = (...without: readonly string[]) => renderSelection(selection, new Set(without));
    expect(render()).toBe('a x: b(first: 1) { c d { e } }');
    expect(render('d')).toBe('a x: b(first: 1) { c }');
    expect(render('e')).toBe('a x: b(first: 1) { c }');
    expect(render('c', 'e')).toBe('a');
    expect(render('b', 'a')).toBe('');
  });
});

describe('a host that does not know', () => {
  const sample = createSample({ sources: 2, models: 1 });
  const sources =
    sample.applied?.sources.map(({ uniqueId }) => ({ kind: 'sources' as const, uniqueId })) ?? [];
  const models = [{ kind: 'models' as const, uniqueId: 'model.shop.model_0' }];
  const readFrom = async (unknownFields: readonly string[]) => {
    const host = createFakeHost(sample);
    host.unknownFields = unknownFields;
    const client = createDiscoveryClient(host.http);
    const read = async () => {
      const { base, tests } = await readFacets(client, callOf(), '1', { base: sources, tests: models });
      return [...base.values(), ...tests.values()];
    };
    const first = await read();
    const asked = host.requests.length;
    expect(await read()).toEqual(first);
    return { values: first, asked, askedAgain: host.requests.length - asked };
  };

  test.each<[readonly string[], object]>([
    [['criteria'], { hasThreshold: false }],
    [['freshnessRunGeneratedAt'], { runGeneratedAt: null }],
    [['criteria', 'freshnessRunGeneratedAt'], { hasThreshold: false, runGeneratedAt: null }],
  ])('%j is asked again without it, once, and tells the rest', async (unknownFields, poorer) => {
    const whole = await readFrom([]);
    const { values, asked, askedAgain } = await readFrom(unknownFields);
    expect([asked, askedAgain]).toEqual([2, 1]);
    const [source] = whole.values as { freshness: object }[];
    expect(source).toMatchObject({ freshness: { hasThreshold: true, runGeneratedAt: expect.any(String) } });
    expect(values[0]).toEqual({ ...source, freshness: { ...source?.freshness, ...poorer } });
    expect(values.slice(2)).toEqual(whole.values.slice(2));
  });

  test('the result that dbt knows of a test tells the other facts of the test', async () => {
    const whole = await readFrom([]);
    const { values } = await readFrom(['lastKnownResult']);
    const [test] = whole.values.at(-1) as object[];
    expect(values.at(-1)).toEqual([{ ...test, lastKnownResult: null }]);
    expect(test).toMatchObject({ lastKnownResult: 'pass' });
  });

  test.each(['warnAfter', 'executionInfo'])('%s cannot be asked without it', async (field) => {
    await expect(readFrom([field])).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining(field),
    });
  });
});
