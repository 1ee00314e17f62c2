import { expect, test, vi } from 'vitest';
import { createMemory } from '../../src/cache/memory.ts';
import { createLocalCoordination } from '../../src/coordination/coordination.ts';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import { createEnvironments } from '../../src/environments/environments.ts';
import type { Connection } from '../../src/integrations/integration.ts';
import { NEEDS_DETAILS, NEEDS_SEVERITY, NEEDS_TESTS } from '../../src/loaders/needs.ts';
import { createTableMemory, type TableMemory } from '../../src/loaders/table-memory.ts';
import { createTableReader } from '../../src/loaders/table-reader.ts';
import { createUpstreamMemory } from '../../src/loaders/upstream-memory.ts';
import { createFakeHost } from '../dbt/fake-host.ts';
import { createSample } from '../dbt/sample-nodes.ts';
import { environmentOf } from '../integrations/builders.ts';
import { PATIENT } from '../support/patience.ts';

const CONNECTION: Connection = {
  tenant: 'acme',
  integrationId: 'i1',
  revision: 1,
  discoveryUrl: 'http://dbt.example/graphql',
  serviceToken: 'dbtc_token',
  environments: [
    {
      ...environmentOf('1', { name: 'Production', adapterType: 'duckdb' }),
      adminUrl: 'https://ab123.us1.dbt.com',
    },
  ],
};
const MODEL = { database: 'warehouse', schema: 'marts', name: 'model_0' };
const TARGET = { kind: 'relation', relation: MODEL, environmentIds: null } as const;
const NEEDS = NEEDS_DETAILS | NEEDS_TESTS | NEEDS_SEVERITY;

/** Pages of a catalogue over one environment, by a clock that is turned, with a count of what is worked out. */
function createFixture() {
  const clock = { nowMs: 1_800_000_000_000 };
  const now = () => clock.nowMs;
  const host = createFakeHost(createSample({ models: 3 }));
  const memory = createMemory(10_000_000);
  const environments = createEnvironments({
    client: createDiscoveryClient(host.http, { now }),
    memory,
    outer: null,
    coordination: createLocalCoordination(now),
    onRead: () => {},
    onFound: () => {},
    onRefreshFailed: (error) => {
      throw error;
    },
    onForgotten: () => {},
    now,
  });
  const works = { matches: 0, answers: 0 };
  const tables = createTableMemory(memory, now);
  const counted: TableMemory = {
    of(prefix) {
      const scoped = tables.of(prefix);
      return {
        match: (relations, key, work) =>
          scoped.match(relations, key, () => {
            works.matches += 1;
            return work();
          }),
        facts: (match, needs, parts, work) =>
          scoped.facts(match, needs, parts, () => {
            works.answers += 1;
            return work();
          }),
      };
    },
  };
  return {
    clock,
    host,
    works,
    environments,
    async asOf() {
      const reader = createTableReader({
        connection: async () => CONNECTION,
        environments,
        memory: counted,
        upstreams: createUpstreamMemory({ memory, turn: async () => {}, onOddity: () => {} }),
        withinDeadline: (work) => work,
        now,
        onMatch: () => {},
        onUnknownWord: () => {},
      });
      const [answer] = await reader.read([{ target: TARGET, needs: NEEDS }]);
      if (answer === undefined) throw new Error('The table has no answer.');
      const { metadata } = answer.facts;
      expect(metadata.match.status).toBe('EXACT');
      return Date.parse(metadata.asOf ?? '');
    },
    relations: () => environments.readersOf(CONNECTION)[0]?.index.states.peek('applied')?.value?.relations,
    takeCalls: () =>
      host.requests
        .splice(0)
        .flatMap(({ operationName }) => (operationName === 'DbtChange' ? [] : [operationName])),
  };
}

test('an environment that has not changed after 15 minutes is read again; matches and prepared answers stay', async () => {
  const { clock, works, asOf, relations, takeCalls } = createFixture();
  const firstAtMs = await asOf();
  const before = relations();
  expect(before).toBeDefined();
  expect([works, takeCalls()]).toEqual([{ matches: 1, answers: 1 }, ['DbtIndex', 'DbtNodeDetails']]);

  clock.nowMs += 15 * 60_000;
  expect(await asOf()).toBe(firstAtMs);
  await vi.waitFor(async () => expect(await asOf()).toBe(firstAtMs + 15 * 60_000), PATIENT);
  expect(takeCalls().sort()).toEqual(['DbtIndex', 'DbtNodeDetails']);
  expect(relations()).toBe(before);
  expect(works).toEqual({ matches: 1, answers: 1 });
});

test('one that has changed is matched and answered anew', async () => {
  const { clock, host, works, asOf, relations } = createFixture();
  const firstAtMs = await asOf();
  const before = relations();
  host.environments.set('1', createSample({ models: 4 }));
  clock.nowMs += 15 * 60_000;
  await asOf();
  await vi.waitFor(async () => expect(await asOf()).toBe(firstAtMs + 15 * 60_000), PATIENT);
  expect(relations()).not.toBe(before);
  expect(works.matches).toBe(2);
});
