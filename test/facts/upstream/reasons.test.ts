import { describe, expect, it } from 'vitest';
import { freshness, loaded, model, type ProjectNode, seed, source, unbuilt, upstreamOf } from './projects.ts';

const known = (name: string) => source(name, loaded('2026-01-01T00:00:00Z'));
const reasonOver = (...sources: readonly ProjectNode[]) => {
  const ids = sources.map(({ graph }) => graph.uniqueId);
  return upstreamOf('model.shop.orders', [...sources, model('orders', ids)]).reason;
};

describe('the reason', () => {
  it.each<[string, readonly ProjectNode[], string | null]>([
    ['is null where all is known', [known('a'), known('b')], null],
    [
      'counts what it leaves out and names the nearest',
      [source('events'), known('a'), source('clicks')],
      'The load time of 2 of 3 sources upstream is not known: source raw.clicks (dbt does not check its freshness) and source raw.events (dbt does not check its freshness).',
    ],
    [
      'counts those that it does not name',
      [...['a', 'b', 'c', 'd'].map((name) => source(name)), known('e')],
      'The load time of 4 of 5 sources upstream is not known: source raw.a (dbt does not check its freshness), source raw.b (dbt does not check its freshness) and 2 more.',
    ],
    [
      'of a single source',
      [source('events', freshness({ checked: true, status: 'runtime error' }))],
      'The load time of the only source upstream is not known: source raw.events (its freshness check found no date).',
    ],
    [
      'of two sources',
      [
        source('a', loaded('0001-01-01T00:00:00Z')),
        source('b', loaded('2026-01-01T00:00:00Z', { snapshottedAt: '2026-01-01T00:00:00Z' })),
      ],
      'The load time of both sources upstream is not known: source raw.a (its freshness check found no date) and source raw.b (its freshness check found its own moment as the newest date).',
    ],
    [
      'of sources that applied state does not hold',
      [source('a', null, { state: 'definition' }), known('b'), known('c')],
      'The load time of 1 of 3 sources upstream is not known: source raw.a (dbt lists it in no applied state).',
    ],
    ['where there is no source', [], 'dbt lists no source upstream of this table.'],
  ])('%s', (_title, sources, reason) => {
    expect(reasonOver(...sources)).toBe(reason);
  });

  it('of a seed says that seeds have no source', () => {
    expect(upstreamOf('seed.shop.countries', [seed('countries')])).toMatchObject({
      reason: 'A seed is loaded from a file of the project, so there is no source upstream of this table.',
      dataAsOf: null,
      sourceStatus: null,
      sourceCount: 0,
    });
  });

  it('of a source says what its own check lacks', () => {
    expect(upstreamOf('source.shop.raw.a', [source('a')]).reason).toBe(
      'The load time of this source is not known: dbt does not check its freshness.',
    );
    expect(upstreamOf('source.shop.raw.a', [source('a', freshness({ hasThreshold: true }))]).reason).toBe(
      'The load time of this source is not known: its freshness is configured, but was never checked.',
    );
    expect(upstreamOf('source.shop.raw.a', [known('a')]).reason).toBeNull();
  });

  it('where the host lists no parents says so of the table, and of health', () => {
    const upstream = upstreamOf('model.shop.orders', [model('orders', null)]);
    const reason =
      "The sources upstream are not known: dbt's API at this host does not tell what a table is made of.";
    expect(upstream).toMatchObject({ reason, dataAsOf: null, health: { unknownReason: reason } });
  });

  it('where the parents of a node upstream are not listed names it beside what is known', () => {
    const nodes = [
      known('a'),
      source('b'),
      unbuilt('hidden', null),
      model('orders', ['source.shop.raw.a', 'source.shop.raw.b', 'model.shop.hidden']),
    ];
    expect(upstreamOf('model.shop.orders', nodes)).toMatchObject({
      dataAsOf: '2026-01-01T00:00:00.000Z',
      reason:
        "The load time of 1 of 2 sources upstream is not known: source raw.b (dbt does not check its freshness). There may be more sources upstream than are known: dbt's API at this host does not tell what model hidden is made of.",
    });
  });

  it('where one state lists the parents, these are the parents', () => {
    const nodes = [known('a'), model('orders', null), unbuilt('orders', ['source.shop.raw.a'])];
    expect(upstreamOf('model.shop.orders', nodes)).toMatchObject({ reason: null, sourceCount: 1 });
  });
});

describe('verdicts and times', () => {
  const status = (word: string) => loaded('2026-01-01T00:00:00Z', { status: word });

  it.each<[string, readonly (string | null)[], string | null]>([
    ['ERROR before WARN', ['pass', 'error', 'warn'], 'ERROR'],
    ['WARN before UNKNOWN', ['pass', 'warn', 'a new word'], 'WARN'],
    ['UNKNOWN before PASS', ['pass', 'a new word', null], 'UNKNOWN'],
    ['PASS, whatever is not configured', ['pass', null], 'PASS'],
    ['null where none is configured', [null], null],
  ])('the worst: %s', (_title, words, worst) => {
    const sources = words.map((word, at) => source(`s${at}`, word === null ? null : status(word)));
    const ids = sources.map(({ graph }) => graph.uniqueId);
    expect(upstreamOf('model.shop.m', [...sources, model('m', ids)]).sourceStatus).toBe(worst);
  });

  it('a threshold without a check is UNKNOWN, and the source itself has no verdict', () => {
    const nodes = [source('a', freshness({ hasThreshold: true })), model('m', ['source.shop.raw.a'])];
    const upstream = upstreamOf('model.shop.m', nodes);
    expect(upstream.sourceStatus).toBe('UNKNOWN');
    expect(upstream.sources(1)).toMatchObject([{ status: null, checkedAt: null, maxLoadedAt: null }]);
  });

  it('sources are told stalest first: times of the future as they are, unknown ones last, ties by id', () => {
    const sources = [
      source('future', loaded('2999-01-01T00:00:00Z')),
      source('year1', loaded('0001-01-01T00:00:00Z')),
      source('b', loaded('2026-01-01T00:00:00Z')),
      source('a', loaded('2026-01-01T02:00:00+02:00')),
      source('date', loaded('2025-01-01')),
      source('none'),
    ];
    const ids = sources.map(({ graph }) => graph.uniqueId);
    const upstream = upstreamOf('model.shop.m', [...sources, model('m', ids)]);
    const told = upstream.sources(20).map(({ node, maxLoadedAt }) => [node.name, maxLoadedAt]);
    expect(told).toEqual([
      ['a', '2026-01-01T00:00:00.000Z'],
      ['b', '2026-01-01T00:00:00.000Z'],
      ['future', '2999-01-01T00:00:00.000Z'],
      ['date', null],
      ['none', null],

      ['year1', null],
    ]);
    expect(upstream.sources(0)).toEqual([]);
    expect(upstream.sources(-1)).toEqual([]);
    expect(upstream.sources(2)).toHaveLength(2);
  });
});
