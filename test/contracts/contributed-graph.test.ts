import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildASTSchema, buildSchema, findBreakingChanges, parse } from 'graphql';
import { expect, test } from 'vitest';
import { createSchema } from '../../src/schema.ts';
import { startStack } from '../support/start-stack.ts';
import { structureOf } from './structure.ts';

const COMMITTED = resolve(import.meta.dirname, 'published.graphql');
const GIVEN = resolve(
  import.meta.dirname,
  '../..',
  process.env.DBT_PUBLISHED_GRAPH ?? '../shared/contract/subgraph.graphql',
);
/** The graph as it is published now where that is at hand, else as it was when this was committed. */
const PUBLISHED = existsSync(GIVEN) ? GIVEN : COMMITTED;

function readPublished() {
  return buildSubgraphSchema([{ typeDefs: parse(readFileSync(PUBLISHED, 'utf8')) }]);
}

test('every type, field, argument and enum value of the published graph is there, identically', () => {
  const ours = structureOf(createSchema());
  const missing = [...structureOf(readPublished())].filter((line) => !ours.has(line));
  expect(missing).toEqual([]);
});

test('no client of the published graph breaks', () => {
  const changes = findBreakingChanges(readPublished(), createSchema());
  expect(changes.map(({ description }) => description)).toEqual([]);
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
