import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDiscoveryServer, type DiscoveryServer } from '../../discovery/server.ts';
import type { Faults } from '../../discovery/switchboard.ts';
import { createDiscoveryClient, type DiscoveryClient } from '../../src/dbt/discovery-client.ts';
import type { DiscoveryCall } from '../../src/dbt/discovery-sender.ts';
import { UnknownEnvironmentError } from '../../src/dbt/errors.ts';
import { createDbtHttp } from '../../src/dbt/http.ts';
import { type IndexList, NODE_KINDS } from '../../src/dbt/operations.ts';
import { createLargeProject, type LargeProject } from '../support/large-project.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { DEMO_ENVIRONMENTS } from '../support/start-stack.ts';
import { readIndex } from './read-index.ts';

let server: DiscoveryServer;
let project: LargeProject;
let client: DiscoveryClient;
const LARGE = '7';
const ALL: readonly IndexList[] = [
  ...NODE_KINDS.map((kind): IndexList => `applied.${kind}`),
  'applied.tests',
];

beforeAll(async () => {
  project = createLargeProject({ models: 1100, testsPerModel: 1 });
  server = await createDiscoveryServer({
    token: 'secret-token',
    environments: [...DEMO_ENVIRONMENTS, { id: 7, artifactsPath: project.artifactsPath }],
  });
});
afterAll(async () => {
  await server.close();
  await project[Symbol.asyncDispose]();
});
beforeEach(() => {
  server.switchboard.reset();
  server.requests.clear();
  client = createDiscoveryClient(createDbtHttp());
});

function callOf(discoveryUrl = server.url): DiscoveryCall {
  const signal = AbortSignal.timeout(PATIENT_MS);
  return { discoveryUrl, serviceToken: 'secret-token', signal, deadlineAtMs: Date.now() + 10_000 };
}

const readApplied = (environmentId = '834') => readIndex(client, callOf(), environmentId, ALL);
const idsOf = (nodes: readonly { readonly uniqueId: string }[] = []) => nodes.map(({ uniqueId }) => uniqueId);
const asked = () => server.requests.discovery();

describe('a state that the environment does not have (yet)', () => {
  test('has no nodes', async () => {
    const body = {
      data: { environment: { adapterType: null, dbtProjectName: 'shop', applied: null, definition: null } },
    };
    server.switchboard.set({ body: JSON.stringify(body) });
    const { nodes, tests } = await readApplied();
    expect([...nodes]).toEqual(ALL.map((list) => [list, []]));
    expect(tests).toEqual([]);
  });

  test('is not taken from an answer that leaves it out', async () => {
    const body = { data: { environment: { adapterType: null, dbtProjectName: 'shop' } } };
    server.switchboard.set({ body: JSON.stringify(body) });
    await expect(readApplied()).rejects.toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
  });
});

describe('paging', () => {
  test('both states are read side by side: one request for as long as each has a single page', async () => {
    const { nodes, tests } = await readIndex(client, callOf(), '834', [
      'applied.models',
      'applied.tests',
      'definition.models',
    ]);
    expect(asked()).toHaveLength(1);
    expect(idsOf(nodes.get('applied.models'))).not.toContain('model.shop.abandoned_carts');
    expect(idsOf(nodes.get('definition.models'))).toContain('model.shop.abandoned_carts');
    expect(tests.length).toBeGreaterThan(0);
  });

  test('a list goes on behind its cursor, and lists that have ended are not asked again', async () => {
    const { nodes, tests } = await readApplied(LARGE);
    expect(new Set(idsOf(nodes.get('applied.models'))).size).toBe(1100);
    expect(new Set(idsOf(tests)).size).toBe(1100);
    expect(asked()).toHaveLength(3);
    for (const { query } of asked().slice(1)) expect(query).not.toContain('snapshots(');
  });

  test.each<[string, Faults]>([['empty pages without a cursor', { emptyPages: true }]])(
    '%s is refused instead of followed',
    async (_what, faults) => {
      server.switchboard.set(faults);
      await expect(readApplied()).rejects.toMatchObject({
        code: 'DBT_RESPONSE_INVALID',
        message: expect.stringContaining('without a new cursor'),
      });
      expect(asked().length).toBeLessThanOrEqual(2);
    },
  );

  test('a cursor that comes twice is refused instead of followed', async () => {
    let page = 0;
    const looping = createDiscoveryClient(async () => {
      page += 1;
      const list = { edges: [], pageInfo: { hasNextPage: true, endCursor: page % 2 === 0 ? 'even' : 'odd' } };
      const applied = { lastUpdatedAt: null, models: list };
      return { status: 200, headers: {}, body: JSON.stringify({ data: { environment: { applied } } }) };
    });
    await expect(readIndex(looping, callOf(), '1', ['applied.models'])).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining('without a new cursor'),
    });
    expect(page).toBe(3);
  });

  test('a list of pages without rows is given up at the third', async () => {
    let page = 0;
    const endless = createDiscoveryClient(async () => {
      page += 1;
      const list = { edges: [], pageInfo: { hasNextPage: true, endCursor: `${page}` } };
      const applied = { lastUpdatedAt: null, models: list };
      return { status: 200, headers: {}, body: JSON.stringify({ data: { environment: { applied } } }) };
    });
    await expect(readIndex(endless, callOf(), '1', ['applied.models'])).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining('3 pages in a row without rows'),
    });
    expect(page).toBe(3);
  });

  test('a page that lacks a list is no empty list', async () => {
    server.switchboard.set({ body: { data: { environment: { adapterType: 'x', applied: {} } } } });
    await expect(readApplied()).rejects.toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
  });
});

describe('details', () => {
  const group = { alias: 'models_base', kind: 'models', facets: ['base'] } as const;
  const readDetails = (...uniqueIds: readonly string[]) =>
    client.readDetails(callOf(), '834', [{ ...group, uniqueIds }]);

  test('a node that is not listed any more is missing', async () => {
    const nodes = await readDetails('model.shop.orders', 'model.shop.gone');
    expect(nodes.get('models_base')?.map(({ uniqueId }) => uniqueId)).toEqual(['model.shop.orders']);
  });

  test.each<[string, Faults]>([
    ['says that there is more', { emptyPages: true }],
    ['lacks a list', { body: { data: { environment: { applied: {} } } } }],
  ])('an answer that %s is not taken for the absence of nodes', async (_what, faults) => {
    server.switchboard.set(faults);
    await expect(readDetails('model.shop.orders')).rejects.toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
  });
});

describe('marks of change', () => {
  test('are the same whether they come with the index or by themselves', async () => {
    const { marks } = await readApplied();
    expect(await client.readChange(callOf(), ['834', '912'])).toEqual([marks, expect.anything()]);
    expect(marks.appliedLastUpdatedAt).toEqual(expect.any(String));
    expect(marks.definitionLastUpdatedAt).toEqual(expect.any(String));
  });

  test('an environment without data is told as such', async () => {
    await expect(client.readChange(callOf(), ['834', '5'])).rejects.toBeInstanceOf(UnknownEnvironmentError);
    await expect(readApplied('5')).rejects.toMatchObject({ environmentId: '5' });
  });
});

describe('a host of an older release', () => {
  test('is asked again without the fields it does not know, and never for them again', async () => {
    server.switchboard.set({ unknownFields: ['latestGitSha', 'relationName'] });
    const first = await readApplied();
    const models = first.nodes.get('applied.models') ?? [];
    expect(models.length).toBeGreaterThan(10);
    expect(models.every(({ relationName }) => relationName === null)).toBe(true);
    expect(first.marks.latestGitSha).toBeNull();
    const cost = asked().length;
    expect(cost).toBeLessThanOrEqual(3);
    await readApplied();
    await client.readChange(callOf(), ['834']);
    expect(asked()).toHaveLength(cost + 2);
  });

  test('that does not know a field which nothing can be read without is told as such, once', async () => {
    server.switchboard.set({ unknownFields: ['uniqueId'] });
    await expect(readApplied()).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining('Without it nothing can be read'),
    });
    expect(asked()).toHaveLength(1);
  });

  test('is remembered by its address: another one is asked for everything', async () => {
    server.switchboard.set({ unknownFields: ['latestGitSha'], times: 1 });
    await readApplied();
    await client.readChange(callOf(`${server.url}?other`), ['834']);
    expect(asked().at(-1)?.query).toContain('latestGitSha');
  });
});

describe('answers that are none', () => {
  test.each<[string, Faults, string, boolean]>([
    ['a web page', { html: true }, 'web page', false],
    ['half a JSON', { truncate: true }, 'no whole JSON', true],
    ['data with errors beside it', { partialErrors: true }, 'Internal server error', false],
    ['another JSON', { body: { hello: 'world' } }, 'no answer of dbt', false],
    ['a list', { body: [] }, 'no answer of dbt', false],
    ['no data', { body: { data: null } }, 'no answer of dbt', false],
    [
      'another shape',
      { body: { data: { environment: { applied: { models: { edges: 5 } } } } } },
      'shape',
      false,
    ],
  ])('%s is a DBT_RESPONSE_INVALID, with a reason', async (_what, faults, words, retryable) => {
    server.switchboard.set(faults);
    await expect(readApplied()).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining(words),
      retryable,
    });
  });

  test('a large answer is read; one over 32 MB is cut off there', async () => {
    server.switchboard.set({ responseBytes: 30 * 1024 * 1024 });
    expect((await readApplied()).nodes.get('applied.models')?.length).toBeGreaterThan(10);
    server.switchboard.set({ responseBytes: 33 * 1024 * 1024 });
    await expect(readApplied()).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining('more than 32 MB'),
    });
  });

  test('an answer without an end is not read on', async () => {
    let sentBytes = 0;
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const endless = createServer((_request, response) => {
      const send = () => {
        while (!response.destroyed && response.write(chunk)) sentBytes += chunk.length;
      };
      response.on('drain', send);
      send();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = endless.address() as AddressInfo;
      await expect(
        client.readChange(callOf(`http://127.0.0.1:${port}/graphql`), ['1']),
      ).rejects.toMatchObject({
        code: 'DBT_RESPONSE_INVALID',
      });
      expect(sentBytes).toBeLessThan(128 * 1024 * 1024);
    } finally {
      endless.closeAllConnections();
      endless.close();
    }
  });
});
