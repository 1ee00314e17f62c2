import { readFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { parse as parseGraphql } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { adaptOwners } from '../../scripts/shapes/adapt-owner.ts';
import { demoRelations } from '../../scripts/shapes/owner/relations.ts';
import { accountsOf, startSubgraphs } from '../../scripts/shapes/start-subgraphs.ts';
import type { Adapted } from '../../src/adapt/adapt.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { GATEWAYS } from '../support/gateways.ts';
import { examplesOf, type PageExample } from './page.ts';
import { openTools } from './tools.ts';

const examples = examplesOf(readFileSync(new URL('../../docs/owners.md', import.meta.url), 'utf8'));
const served = examples.filter(({ graphql, yaml }) => yaml !== null && graphql.length === 2);
const refused = examples.filter(({ text }) => text !== null);

let tools: Awaited<ReturnType<typeof openTools>>;
beforeAll(async () => {
  tools = await openTools();
});
afterAll(() => tools[Symbol.asyncDispose]());

test('the page has an example for each kind of owner', () => {
  expect(served.length).toBeGreaterThanOrEqual(17);
  expect(refused).toHaveLength(2);
});

test.each(served)(
  '$heading: the mapping is the one that adapt writes, and the query is answered',
  async (example) => {
    const [owner = '', query = ''] = example.graphql;
    const adapted = await adaptedFrom(owner, example);
    expectMapping(adapted, example);
    const body = await answerOf(owner, adapted, query, example.heading === 'No schema');
    expect(body.errors).toBeUndefined();
    expect(factsIn(body.data)).not.toEqual([]);
  },
);

test('A supergraph: its mapping is that of the subgraph in it', async () => {
  const [owner = ''] = exampleOf('Other names').graphql;
  const { supergraphSdl = '' } = composeServices([
    { name: 'catalog', url: 'http://catalog', typeDefs: parseGraphql(owner) },
  ]);
  expect(supergraphSdl).toContain('join__type');
  const example = exampleOf('A supergraph');
  expectMapping(await adaptedFrom(supergraphSdl, example), example);
});

test.each(refused)(
  '$heading: what adapt says is what the page says',
  async ({ graphql: [text = ''], args, text: said }) => {
    const adaptation = await adaptOwners([{ name: 'schema.graphql', text }], args ?? []);
    expect(adaptation.kind).toBe('refused');
    expect(adaptation.report.join('\n')).toBe(said?.trimEnd());
  },
);

function exampleOf(heading: string): PageExample {
  const found = examples.find((example) => example.heading === heading);
  if (found === undefined) throw new Error(`The page has no section ${heading}.`);
  return found;
}

async function adaptedFrom(text: string, { args }: PageExample): Promise<Adapted> {
  if (args === null) throw new Error('There is no command.');
  const adaptation = await adaptOwners([{ name: 'schema.graphql', text }], args);
  if (adaptation.kind === 'refused') throw new Error(adaptation.report.join('\n'));
  return adaptation;
}

/** The page leaves out the borrowed fields, and some examples of patterns. */
function expectMapping({ mappingText }: Adapted, { yaml }: PageExample): void {
  const { owner, ...written } = parseYaml(mappingText);
  const onPage = parseYaml(yaml ?? '');
  expect(owner).toContain('type ');
  for (const [position, { relation }] of onPage.tables.entries()) {
    if (relation.examples === undefined) continue;
    expect(written.tables[position].relation.examples).toEqual(expect.arrayContaining(relation.examples));
    written.tables[position].relation.examples = relation.examples;
  }
  expect(written).toEqual(onPage);
}

async function answerOf(
  text: string,
  adapted: Adapted,
  query: string,
  hasTwoLevels: boolean,
): Promise<Parsed> {
  const accounts = [...(accountsOf(adapted)?.keys() ?? ['main'])];
  const relations = demoRelations(accounts, { service: null, hasTwoLevels });
  const owners = [{ name: 'catalog', text }];
  const running: { stop(): Promise<void> }[] = [];
  try {
    const subgraphs = await startSubgraphs({ owners, adapted, relations }, tools, running);
    const gateway = await GATEWAYS.hive(subgraphs);
    running.push(gateway);
    return (await ask(gateway.url, query)).body;
  } finally {
    for (const { stop } of running.reverse()) await stop();
  }
}

/** What only dbt knows of the demo's tables: texts, times, verdicts and matches. */
function factsIn(data: unknown): readonly string[] {
  return (
    JSON.stringify(data).match(
      /"(?:dbtDescription|lastRefreshedAt|dbtLastRefreshedAt|testName)":"|"status":"EXACT"|"health":"(?:HEALTHY|CAUTION|DEGRADED)"/g,
    ) ?? []
  );
}
