import { composeServices as composeWithApollo } from '@apollo/composition';
import {
  assertCompositionSuccess,
  composeServices as composeWithGuild,
  compositionHasErrors,
} from '@theguild/federation-composition';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { catalogTypeDefs } from '../../demo/catalog.ts';
import { readTypeDefs } from '../../src/type-defs.ts';
import { OWNER_SHAPES } from './owner-shapes.ts';

const SHAPES = [
  ...OWNER_SHAPES.map(({ name, typeDefs }) => ({ name, typeDefs: parse(typeDefs) })),
  { name: "the demo's catalogue", typeDefs: catalogTypeDefs },
];

/** Fields of the owner and of this subgraph side by side: what a supergraph without them would have lost. */
const EXPECTED = ['dbtDescription', 'lastRefreshedAt', 'dbtTests', 'configureDbtIntegration', 'position'];

describe.each(SHAPES)('with an owner that has $name', ({ typeDefs }) => {
  const services = [
    { name: 'catalog', url: 'http://catalog', typeDefs },
    { name: 'dbt', url: 'http://dbt', typeDefs: parse(readTypeDefs()) },
  ];

  test("the contributed graph composes with Apollo's composer", () => {
    const { supergraphSdl, errors } = composeWithApollo(services);
    expect(errors).toBeUndefined();
    for (const field of EXPECTED) expect(supergraphSdl).toContain(field);
  });

  test("the contributed graph composes with the Guild's composer", () => {
    const result = composeWithGuild(services);
    expect(compositionHasErrors(result) ? result.errors : []).toEqual([]);
    assertCompositionSuccess(result);
    for (const field of EXPECTED) expect(result.supergraphSdl).toContain(field);
  });
});

test('a field that returned Table from here would not compose: the keys are borrowed', () => {
  const [natural] = OWNER_SHAPES;
  const broken = `${readTypeDefs()}\nextend type Query { favourite: Table }`;
  const { errors } = composeWithApollo([
    { name: 'catalog', url: 'http://catalog', typeDefs: parse(natural?.typeDefs ?? '') },
    { name: 'dbt', url: 'http://dbt', typeDefs: parse(broken) },
  ]);
  expect(errors?.map((error) => error.extensions.code)).toContain('SATISFIABILITY_ERROR');
});
