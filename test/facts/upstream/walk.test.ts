import { describe, expect, it } from 'vitest';
import {
  compute,
  environment,
  failingOf,
  freshness,
  loaded,
  model,
  seed,
  source,
  sourceIdsOf,
  testOf,
  unbuilt,
  upstreamOf,
} from './projects.ts';

const A = 'source.shop.raw.a';
const B = 'source.shop.raw.b';

describe('the walk', () => {
  it('leads through models of any number, ephemeral ones of the definition state included', () => {
    const nodes = [
      source('a', loaded('2026-01-02T00:00:00Z')),
      unbuilt('ephemeral', [A]),
      // Applied state leaves the ephemeral parent out; the definition state lists it beside a parent that both have.
      model('staged', [B]),
      { ...unbuilt('staged', ['model.shop.ephemeral', B]) },
      source('b', loaded('2026-01-01T00:00:00Z')),
      model('orders', ['model.shop.staged']),
    ];
    const upstream = upstreamOf('model.shop.orders', nodes);
    expect(sourceIdsOf(upstream)).toEqual([B, A]);
    expect(upstream).toMatchObject({ dataAsOf: '2026-01-01T00:00:00.000Z', reason: null, sourceCount: 2 });
  });

  it('takes a parent of the definition state that applied state has for one that was dropped', () => {
    const nodes = [source('a'), source('b'), model('orders', [A]), unbuilt('orders', [A, B])];
    expect(sourceIdsOf(upstreamOf('model.shop.orders', nodes))).toEqual([A]);
  });

  it('a source is its own only source', () => {
    const upstream = upstreamOf(A, [source('a', loaded('2026-01-02T00:00:00Z'))]);
    expect(sourceIdsOf(upstream)).toEqual([A]);
    expect(upstream).toMatchObject({
      dataAsOf: '2026-01-02T00:00:00.000Z',
      sourceStatus: 'PASS',
      failing: [],
    });
  });

  it('a table on a cycle has the sources of all of it, and is not among what fails above it', () => {
    const broken = { lastRunStatus: 'error' };
    const nodes = [
      source('a'),
      model('x', ['model.shop.y', A], broken),
      model('y', ['model.shop.x', 'model.shop.y'], broken),
    ];
    const { upstreams, oddities } = compute([environment('1', nodes)]);
    const [x, y] = [upstreams.of('1', 'model.shop.x'), upstreams.of('1', 'model.shop.y')];
    expect(x && sourceIdsOf(x)).toEqual([A]);
    expect(y && sourceIdsOf(y)).toEqual([A]);
    expect(x && failingOf(x)).toEqual([['model.shop.y', 1]]);
    expect(y && failingOf(y)).toEqual([['model.shop.x', 1]]);
    expect(oddities).toEqual([
      { environmentId: '1', kind: 'cycle', count: 1, example: expect.stringMatching(/^model\.shop\.[xy]$/) },
    ]);
  });

  it('a missing parent is a source of unknown load time if its id says source, and else the end', () => {
    const nodes = [
      model('orders', ['source.shop.raw.gone', 'model.shop.gone', 'macro.shop.m', 'model.shop.orders']),
    ];
    const { upstreams, oddities } = compute([environment('1', nodes)]);
    const upstream = upstreams.of('1', 'model.shop.orders');
    expect(upstream?.sources(9)).toEqual([
      {
        environmentId: '1',
        node: expect.objectContaining({
          uniqueId: 'source.shop.raw.gone',
          resourceType: 'SOURCE',
          name: 'gone',
          packageName: 'shop',
        }),
        maxLoadedAt: null,
        status: null,
        checkedAt: null,
      },
    ]);
    expect(oddities).toEqual([
      { environmentId: '1', kind: 'missing parent', count: 2, example: 'source.shop.raw.gone' },
      { environmentId: '1', kind: 'cycle', count: 1, example: 'model.shop.orders' },
    ]);
    expect(upstreams.of('1', 'model.shop.gone')).toBeNull();
    expect(upstreams.of('1', 'model.shop.never_heard_of')).toBeNull();
    expect(upstreams.of('2', 'model.shop.orders')).toBeNull();
  });
});

describe('sources that are built elsewhere', () => {
  const shop = (check = freshness({})) =>
    environment('2', [
      source('orders', check, { relation: 'marts.orders' }),
      model('report', ['source.shop.raw.orders']),
    ]);
  const core = environment('1', [
    source('a', loaded('2026-01-02T00:00:00Z')),
    model('orders', [A], { relation: 'marts.orders', lastRunStatus: 'error' }),
  ]);

  it('the builder stands in the place of the source, and the walk goes on in its environment', () => {
    const upstream = compute([core, shop()]).upstreams.of('2', 'model.shop.report');
    expect(upstream?.sources(9).map((one) => [one.environmentId, one.node.uniqueId])).toEqual([['1', A]]);
    expect(upstream?.failing).toMatchObject([
      { environmentId: '1', node: { uniqueId: 'model.shop.orders' }, distance: 1 },
    ]);
  });

  it('the source itself counts where its own freshness is checked', () => {
    const checked = shop(loaded('2026-01-01T00:00:00Z'));
    const upstream = compute([core, checked]).upstreams.of('2', 'model.shop.report');
    expect(upstream?.sources(9).map((one) => [one.environmentId, one.node.uniqueId])).toEqual([
      ['2', 'source.shop.raw.orders'],
      ['1', A],
    ]);
  });

  it('a table all of whose sources are built says so', () => {
    const nodes = [
      source('raw', null, { relation: 'marts.events' }),
      model('events', [], { relation: 'marts.events' }),
      model('report', ['source.shop.raw.raw']),
    ];
    expect(upstreamOf('model.shop.report', nodes)).toMatchObject({
      sourceCount: 0,
      dataAsOf: null,
      reason:
        'Every source upstream of this table is a relation that dbt builds itself, and the freshness of none of them is checked.',
    });
  });

  it('a threshold that nobody has checked yet is no check', () => {
    const upstream = compute([core, shop(freshness({ hasThreshold: true }))]).upstreams.of(
      '2',
      'model.shop.report',
    );
    expect(upstream?.sourceCount).toBe(1);
  });

  it('a model that reads a source over its own relation is no cycle to tell of', () => {
    const nodes = [
      source('own', null, { relation: 'marts.events' }),
      source('a'),
      model('events', ['source.shop.raw.own', A], { relation: 'marts.events' }),
    ];
    const { upstreams, oddities } = compute([environment('1', nodes)]);
    const upstream = upstreams.of('1', 'model.shop.events');
    expect(upstream && sourceIdsOf(upstream)).toEqual([A]);
    expect(oddities).toEqual([]);
  });

  it('two environments that read each other end', () => {
    const one = environment('1', [
      source('from2', null, { relation: 'two.t' }),
      model('t', ['source.shop.raw.from2'], { relation: 'one.t' }),
    ]);
    const two = environment('2', [
      source('from1', null, { relation: 'one.t' }),
      source('a'),
      model('t', ['source.shop.raw.from1', A], { relation: 'two.t' }),
    ]);
    const { upstreams, oddities } = compute([one, two]);
    expect(upstreams.of('1', 'model.shop.t')?.sources(9)).toMatchObject([{ environmentId: '2' }]);
    expect(oddities).toMatchObject([{ kind: 'cycle', count: 1 }]);
  });
});

describe('what fails', () => {
  it('is what owns a failing data test, not what merely lists it, nor what a unit test judges', () => {
    const related = testOf('customers', 'fail');
    const nodes = [
      model('customers', [], { tests: [related, related] }),
      model('orders', ['model.shop.customers'], { tests: [related] }),
      model('judged', [], { tests: [testOf('judged', 'fail', { testType: 'UNIT_TEST' })] }),
      model('report', ['model.shop.orders', 'model.shop.judged']),
    ];
    expect(upstreamOf('model.shop.report', nodes).failing).toMatchObject([
      {
        node: { uniqueId: 'model.shop.customers' },
        distance: 2,
        reason: '1 data test fails: not_null_customers_id.',
      },
    ]);
  });

  it('says what is wrong: the build, and the tests by name', () => {
    const singular = (name: string, result: string) =>
      testOf(name, result, { testType: 'SINGULAR_DATA_TEST', uniqueId: name, name });
    const tests = [
      ...['d', 'b', 'c', 'a'].map((name) => singular(name, 'fail')),
      singular('e', 'error'),
      singular('fine', 'pass'),
      singular('soft', 'warn'),
    ];
    const nodes = [
      model('orders', [], { lastRunStatus: ' Error ', tests }),
      seed('countries'),
      model('report', ['model.shop.orders', 'seed.shop.countries']),
    ];
    expect(upstreamOf('model.shop.report', nodes).failing.map(({ reason }) => reason)).toEqual([
      'Its last build ended with "error". 4 data tests fail: a, b, c and 1 more. 1 data test ends in an error: e.',
    ]);
  });

  it('is no attempt that was skipped, and no source whose freshness is in error', () => {
    const nodes = [
      source('a', loaded('2026-01-01T00:00:00Z', { status: 'error' })),
      model('orders', [A], { lastRunStatus: 'skipped' }),
      model('report', ['model.shop.orders']),
    ];
    const upstream = upstreamOf('model.shop.report', nodes);
    expect(upstream.failing).toEqual([]);
    expect(upstream.sourceStatus).toBe('ERROR');
  });

  it('a source with a failing test of its own is', () => {
    const test = testOf('a', 'error', { testType: 'SINGULAR_DATA_TEST' });
    const nodes = [source('a', null, { tests: [test] }), model('orders', [A])];
    expect(failingOf(upstreamOf('model.shop.orders', nodes))).toEqual([[A, 1]]);
  });
});
