import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildASTSchema, buildSchema, findBreakingChanges, parse } from 'graphql';
import { expect, test } from 'vitest';
import { createSchema } from '../../src/schema.ts';
import { startStack } from '../support/start-stack.ts';
import { structureOf } from './structure.ts';

const PUBLISHED = resolve(
  import.meta.dirname,
  '../..',
  process.env.DBT_PUBLISHED_GRAPH ?? '../shared/contract/subgraph.graphql',
);

if (!existsSync(PUBLISHED)) {
  console.warn(
    `Skipped: the published graph is not at ${PUBLISHED} (set DBT_PUBLISHED_GRAPH), so nothing to compare with.`,
  );
}

function readPublished() {
  return buildSubgraphSchema([{ typeDefs: parse(readFileSync(PUBLISHED, 'utf8')) }]);
}

test.skipIf(!existsSync(PUBLISHED))(
  'every type, field, argument and enum value of the published graph is there, identically',
  () => {
    const ours = structureOf(createSchema());
    const missing = [...structureOf(readPublished())].filter((line) => !ours.has(line));
    expect(missing).toEqual([]);
  },
);

test.skipIf(!existsSync(PUBLISHED))('no client of the published graph breaks', () => {
  expect(findBreakingChanges(readPublished(), createSchema())).toEqual([]);
});

test('the SDL that gateways are given is the graph that is served', async () => {
  await using stack = await startStack({ connect: false });
  const { body } = await stack.query('{ _service { sdl } }');
  // As a composer reads it: federation's directives are not defined in it.
  const served = buildASTSchema(parse(body.data._service.sdl), { assumeValidSDL: true });
  expect(structureOf(served)).toEqual(structureOf(createSchema()));
});

test('a structural difference is seen', () => {
  const before = structureOf(buildSchema('type Query { a(b: Int = 1): String! } enum E { X }'));
  const after = structureOf(buildSchema('type Query { a(b: Int): String } enum E { Y }'));
  expect([...before].filter((line) => !after.has(line))).toEqual([
    'Query.a: String!',
    'Query.a(b: Int = 1)',
    'E.X',
  ]);
});
