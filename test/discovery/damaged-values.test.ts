import { expect, test } from 'vitest';
import { catalog, genericTest, manifest, model, result, runResults, source } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const NOON = '2026-05-04T12:00:00Z';

/** Serves the artifacts and gives the lines that were logged at start, without the folder. */
async function serveLogged(files: Record<string, unknown>) {
  const lines: string[] = [];
  const server = await serve(files, { log: (line) => lines.push(line) });
  return { server, lines: lines.map((line) => line.replace(/: \S*\/(?=[^/]+\.json: )/, ': ')) };
}

test('a number that JSON lacks is the only value that is lost, wherever it stands', async () => {
  const text = JSON.stringify({
    ...manifest({
      nodes: [
        model('orders', {
          description: 'NaN, "NaN": NaN and \\Infinity are words here\\',
          meta: { 'a "NaN" key': 'Infinity', share: 'MARK', weights: ['MARK', 1], note: '-Infinity' },
          raw_code: 'MARK',
        }),
      ],
    }),
  });
  const words = ['NaN', '-Infinity', 'Infinity'];
  const damaged = text.replaceAll('"MARK"', () => words.shift() ?? '');
  const { server, lines } = await serveLogged({ manifest: damaged });
  const { models } = await applied(server, 'models { edges { node { description meta rawCode } } }');
  expect(nodesOf(models)).toEqual([
    {
      description: 'NaN, "NaN": NaN and \\Infinity are words here\\',
      meta: { 'a "NaN" key': 'Infinity', share: null, weights: [null, 1], note: '-Infinity' },
      rawCode: null,
    },
  ]);
  expect(lines).toEqual([
    'Environment 834: manifest.json: nodes["model.shop.orders"].meta.share is left out: NaN is no JSON',
    'Environment 834: manifest.json: nodes["model.shop.orders"].meta.weights[0] is left out: -Infinity is no JSON',
    'Environment 834: manifest.json: nodes["model.shop.orders"].raw_code is left out: Infinity is no JSON',
  ]);
});

test('a bare number in a catalog and in run results', async () => {
  const stats = { rows: { id: 'row_count', value: 'MARK' }, bytes: { id: 'bytes', value: 10 } };
  const listed = catalog({ 'model.shop.orders': { columns: [{ name: 'id', index: 1 }], stats } });
  const run = runResults('run', NOON, [
    result('model.shop.orders', 'success', NOON, { execution_time: 'MARK' }),
  ]);
  const { server, lines } = await serveLogged({
    manifest: manifest({ nodes: [model('orders')] }),
    catalog: JSON.stringify(listed).replace('"MARK"', 'NaN'),
    run_results: JSON.stringify(run).replace('"MARK"', 'Infinity'),
  });
  const { models } = await applied(
    server,
    'models { edges { node { catalog { bytesStat rowCountStat columns { name } } executionInfo { executionTime executeCompletedAt } } } }',
  );
  expect(nodesOf(models)).toEqual([
    {
      catalog: { bytesStat: 10, rowCountStat: null, columns: [{ name: 'id' }] },
      executionInfo: { executionTime: null, executeCompletedAt: NOON },
    },
  ]);
  expect(lines).toEqual([
    'Environment 834: catalog.json: nodes["model.shop.orders"].stats.rows.value is left out: NaN is no JSON',
    'Environment 834: run_results.json: results[0].execution_time is left out: Infinity is no JSON',
  ]);
});

test('a column whose name is a number is called by its key, one that is no object is left out', async () => {
  const columns = {
    2024: { name: 2024, description: 'Sales of that year.' },
    id: { name: 'id' },
    odd: 'text',
  };
  const { server, lines } = await serveLogged({
    manifest: manifest({ nodes: [model('orders', { columns })] }),
    catalog: {
      ...catalog({}),
      nodes: {
        'model.shop.orders': {
          metadata: { type: 'VIEW' },
          columns: { id: { name: 'id', index: 1 }, 2024: { name: 2024, index: 2 }, gone: null },
        },
      },
    },
  });
  const { models } = await applied(
    server,
    'models { edges { node { columnCount catalog { type columns { name index description } } } } }',
  );
  expect(nodesOf(models)[0]).toEqual({
    columnCount: 2,
    catalog: {
      type: 'VIEW',
      columns: [
        { name: 'id', index: 1, description: null },
        { name: '2024', index: 2, description: 'Sales of that year.' },
      ],
    },
  });
  const at = 'nodes["model.shop.orders"].columns';
  const reason = 'is left out: expected string, received number';
  expect(lines).toEqual([
    `Environment 834: manifest.json: ${at}["2024"].name ${reason}`,
    `Environment 834: manifest.json: ${at}.odd is left out: expected object, received string`,
    `Environment 834: catalog.json: ${at}["2024"].name ${reason}`,
    `Environment 834: catalog.json: ${at}.gone is left out: expected object, received null`,
  ]);
});

test('a node that cannot be told is left out alone, with one line; so is a result and a check', async () => {
  const nodes = [model('orders'), genericTest('orders_id', ['model.shop.orders'])];
  const whole = manifest({ nodes, sources: [source('raw', 'events')] });
  const { server, lines } = await serveLogged({
    manifest: {
      ...whole,
      nodes: { 'model.shop.a': 7, 'model.shop.b': { ...model('b'), tags: 5, name: ['b'] }, ...whole.nodes },
      sources: { 'source.shop.raw.x': { ...source('raw', 'x'), resource_type: undefined }, ...whole.sources },
    },
    run_results: runResults('build', NOON, [
      { unique_id: 'model.shop.orders' },
      result('model.shop.orders', 'success', NOON, { timing: [5, { name: 'execute', completed_at: NOON }] }),
      { unique_id: 5, status: 'fail' },
      result('test.shop.orders_id', 'fail', NOON, { failures: '3' }),
    ]),
    sources: { metadata: {}, results: [null, { unique_id: 'source.shop.raw.events', status: 'warn' }] },
  });
  const answer = await applied(
    server,
    `models { edges { node { name executionInfo { executeCompletedAt } tests { lastKnownResult executionInfo { lastRunFailures } } } } }
     sources { edges { node { name freshness { freshnessStatus } } } }`,
  );
  expect(nodesOf(answer.models)).toEqual([
    {
      name: 'orders',
      executionInfo: { executeCompletedAt: NOON },
      tests: [{ lastKnownResult: 'fail', executionInfo: { lastRunFailures: null } }],
    },
  ]);
  expect(nodesOf(answer.sources)).toEqual([{ name: 'events', freshness: { freshnessStatus: 'Warn' } }]);
  expect(lines.map((line) => line.replace('Environment 834: ', '')).sort()).toEqual([
    'manifest.json: nodes["model.shop.a"] is left out: expected object, received number',
    'manifest.json: nodes["model.shop.b"] is left out: its name: expected string, received array',
    'manifest.json: sources["source.shop.raw.x"] is left out: its resource_type is missing',
    'run_results.json: results[0] is left out: its status is missing',
    'run_results.json: results[1].timing[0] is left out: expected object, received number',
    'run_results.json: results[2] is left out: its unique_id: expected string, received number',
    'run_results.json: results[3].failures is left out: expected number, received string',
    'sources.json: results[0] is left out: expected object, received null',
  ]);
});

test('values that the API cannot carry are left out alone', async () => {
  const columns = [
    { name: 'a', index: 1.5 },
    { name: 'b', index: 2 ** 40 },
    { name: 'c', index: 3 },
  ];
  const stats = { row_count: { id: 'row_count', value: 1e300 } };
  const { server, lines } = await serveLogged({
    manifest: manifest({ nodes: [model('orders')] }),
    catalog: catalog({ 'model.shop.orders': { columns, stats } }),
  });
  const { models } = await applied(
    server,
    'models { edges { node { catalog { rowCountStat columns { name index } } } } }',
  );
  expect(nodesOf(models)[0].catalog).toEqual({
    rowCountStat: null,
    columns: [
      { name: 'a', index: null },
      { name: 'b', index: null },
      { name: 'c', index: 3 },
    ],
  });
  expect(lines).toHaveLength(2);
});

test('a log is not flooded: a hundred lines of a file, and how many more there are', async () => {
  const columns = Object.fromEntries(
    Array.from({ length: 130 }, (_, index) => [`c${index}`, { tags: 'gold' }]),
  );
  const { server, lines } = await serveLogged({
    manifest: manifest({ nodes: [model('orders', { columns })] }),
  });
  expect((await applied(server, 'models { totalCount }')).models.totalCount).toBe(1);
  expect(lines).toHaveLength(101);
  expect(lines.at(-1)).toBe('Environment 834: manifest.json: 30 more values are left out');
});
