import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { newFolder } from './fixtures/artifacts.ts';
import { applied, ask, start, TOKEN } from './fixtures/client.ts';

const CORPUS = resolve(import.meta.dirname, '../..', process.env.DBT_CORPUS ?? '../shared/corpus');

type Node = Record<string, never> & {
  unique_id: string;
  resource_type: string;
  config?: { materialized?: string };
};
type Counts = Record<string, Record<string, number> & { catalog: { columns: number } | null }>;

function read(set: string, name: string) {
  const path = resolve(CORPUS, set, `${name}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  return existsSync(`${path}.gz`) ? JSON.parse(gunzipSync(readFileSync(`${path}.gz`)).toString()) : null;
}

/** Counted from the files alone: built in this run or listed by the catalog, else everything with a relation. */
function expectedApplied(set: string, type: string): number {
  const nodes: Node[] = Object.values(read(set, 'manifest').nodes);
  const results = read(set, 'run_results');
  const builds = ['run', 'build', 'seed', 'snapshot'].includes(results?.args.which) ? results.results : [];
  const built = builds.filter((r: { status: string }) => r.status === 'success');
  const proven = new Set<string>(built.map((r: { unique_id: string }) => r.unique_id));
  for (const id of Object.keys(read(set, 'catalog')?.nodes ?? {})) proven.add(id);
  const withRelation = nodes.filter(
    (node) => /^(model|seed|snapshot)$/.test(node.resource_type) && node.config?.materialized !== 'ephemeral',
  );
  const shown = withRelation.filter((node) => proven.has(node.unique_id));
  return (shown.length > 0 ? shown : withRelation).filter((node) => node.resource_type === type).length;
}

if (!existsSync(CORPUS)) {
  console.warn(`Real artifacts are not checked: there is no folder ${CORPUS} (set DBT_CORPUS)`);
}
const counts: Counts = existsSync(CORPUS)
  ? JSON.parse(readFileSync(resolve(CORPUS, 'counts.json'), 'utf8'))
  : {};

test.skipIf(!existsSync(CORPUS)).each(Object.entries(counts))(
  'serves %s as it was counted',
  async (set, counted) => {
    const server = await start({
      environments: [{ id: 834, artifactsPath: resolve(CORPUS, set) }],
      token: TOKEN,
    });
    const total = (kinds: string[]) => kinds.map((kind) => `${kind} { totalCount }`).join(' ');
    const kinds = ['models', 'seeds', 'snapshots', 'sources', 'tests'];
    const { body } = await ask(
      server,
      `{ environment(id: 834) { adapterType applied { ${total(kinds)} } definition { ${total([...kinds, 'exposures'])} } } }`,
    );
    const { adapterType, applied: built, definition } = body.data.environment;
    const tests = (counted.data_tests ?? 0) + (counted.unit_tests ?? 0);
    expect(adapterType).toBe(counted.adapter_in_manifest);
    expect(definition).toEqual({
      models: { totalCount: counted.models },
      seeds: { totalCount: counted.seeds },
      snapshots: { totalCount: counted.snapshots },
      sources: { totalCount: counted.sources },
      tests: { totalCount: tests },
      exposures: { totalCount: counted.exposures },
    });
    expect(built).toEqual({
      models: { totalCount: expectedApplied(set, 'model') },
      seeds: { totalCount: expectedApplied(set, 'seed') },
      snapshots: { totalCount: expectedApplied(set, 'snapshot') },
      sources: { totalCount: counted.sources },
      tests: { totalCount: tests },
    });
  },
);

test.skipIf(!existsSync(CORPUS)).each(Object.entries(counts))(
  'every node of %s can be read whole',
  async (set, counted) => {
    const server = await start({
      environments: [{ id: 834, artifactsPath: resolve(CORPUS, set) }],
      token: TOKEN,
    });
    const table = `uniqueId description relation: schema catalog { columns { name type index description tags } rowCountStat bytesStat stats { id value } }
    tests { uniqueId columnName lastKnownResult testMetadata { name kwargs } executionInfo { lastRunStatus } } children { uniqueId }`;
    const answer = await applied(
      server,
      `models(first: 500) { edges { node { ${table} config executionInfo { executeCompletedAt lastRunStatus } parents { uniqueId } } } }
     seeds(first: 500) { edges { node { ${table} } } } snapshots(first: 500) { edges { node { ${table} } } }
     sources(first: 500) { edges { node { ${table} freshness { freshnessStatus maxLoadedAt criteria { warnAfter { count } } } } } }`,
    );
    const { nodes, sources } = read(set, 'manifest');
    const files = read(set, 'catalog');
    const [declared, listed]: Record<string, { columns: object } | undefined>[] = [
      { ...nodes, ...sources },
      { ...files?.nodes, ...files?.sources },
    ];
    const count = (entry: { columns: object } | undefined) => Object.keys(entry?.columns ?? {}).length;
    const served = Object.values<{
      edges: { node: { uniqueId: string; catalog: { columns: unknown[] } | null } }[];
    }>(answer)
      .flatMap((connection) => connection.edges)
      .map((edge) => edge.node);
    for (const { uniqueId, catalog } of served)
      expect(catalog?.columns.length ?? 0).toBe(count(listed?.[uniqueId] ?? declared?.[uniqueId]));
    const known = Object.keys(listed ?? {}).filter((id) => declared?.[id] !== undefined);
    const isServed = new Set(served.map((node) => node.uniqueId));
    expect(known.filter((id) => !isServed.has(id))).toEqual([]);
    const columns = known.reduce((sum, id) => sum + count(listed?.[id]), 0);
    expect(columns).toBeLessThanOrEqual(counted.catalog?.columns ?? 0);
  },
);

test.skipIf(!existsSync(CORPUS))('merges four months of partial runs node by node', async () => {
  const set = 'whyline-denver';
  const folder = newFolder();
  for (const name of ['manifest.json', 'sources.json'])
    cpSync(resolve(CORPUS, set, name), resolve(folder, name));
  const history = resolve(CORPUS, set, 'history');
  const runs = readdirSync(history).filter((name) => name.startsWith('run_results'));
  for (const name of runs) cpSync(resolve(history, name), resolve(folder, name));
  const server = await start({ environments: [{ id: 834, artifactsPath: folder }], token: TOKEN });
  const { models } = await applied(
    server,
    `models { totalCount edges { node { executionInfo { executeCompletedAt lastRunGeneratedAt }
       tests { lastKnownResult executionInfo { lastRunStatus } } } } }`,
  );
  const last = models.edges.map(
    (edge: { node: { executionInfo: { lastRunGeneratedAt: string } } }) =>
      edge.node.executionInfo.lastRunGeneratedAt,
  );
  // The newest file of all is a compilation of February: no execution.
  expect(last.sort().at(-1)).toBe('2026-01-04T16:20:43.734326Z');
  const tests = models.edges.flatMap((edge: { node: { tests: object[] } }) => edge.node.tests);
  expect(tests.length).toBeGreaterThan(0);
  for (const found of tests)
    expect(found).toEqual({ lastKnownResult: 'pass', executionInfo: { lastRunStatus: 'pass' } });
});
