import { describe, expect, test } from 'vitest';
import type { CorpusNode, CorpusSet, FreshnessCheck } from '../../scripts/corpus/corpus-set.ts';
import { unexplained } from '../../scripts/corpus/row.ts';
import { type Judged, rowsOfUpstream } from '../../scripts/corpus/upstream/compare-upstream.ts';
import { createExpectedUpstream } from '../../scripts/corpus/upstream/expected-upstream.ts';
import { corpusNode, corpusRun, corpusSet } from './builders.ts';

function check(uniqueId: string, over: Partial<FreshnessCheck> = {}): FreshnessCheck {
  return {
    uniqueId,
    status: 'pass',
    maxLoadedAt: '2026-11-20T02:00:00Z',
    snapshottedAt: '2026-11-20T03:00:00Z',
    generatedAt: '2026-11-20T03:00:01Z',
    hasThreshold: true,
    ...over,
  };
}

const model = (name: string, parents: readonly string[], over: Partial<CorpusNode> = {}) =>
  corpusNode('model', name, { parents, ...over });

/** What should stand above the node of this name, of a set in which every model with a table is built. */
function expectedAbove(name: string, over: Partial<CorpusSet>) {
  const nodes = over.nodes ?? [];
  const built = nodes.filter(({ type, isEphemeral }) => type !== 'source' && !isEphemeral);
  const set = corpusSet({ built: new Set(built.map(({ uniqueId }) => uniqueId)), ...over });
  const node = nodes.find(({ uniqueId }) => uniqueId.endsWith(`.${name}`));
  if (node === undefined) throw new Error(`There is no node ${name}.`);
  return createExpectedUpstream(set)(node);
}

const raw = ['a', 'b'].map((name) => corpusNode('source', name));

describe('what is counted above a table', () => {
  test('sources are found through models without a table, stalest first, those of unknown time last', () => {
    const nodes = [
      ...raw,
      corpusNode('source', 'c'),
      model('inline', ['source.shop.a', 'source.shop.b'], { isEphemeral: true }),
      model('orders', ['model.shop.inline', 'source.shop.c', 'model.shop.gone']),
    ];
    const checks = [
      check('source.shop.c', { status: 'warn' }),
      check('source.shop.b', { maxLoadedAt: '2026-01-01T00:00:00Z', status: 'error' }),
    ];
    expect(expectedAbove('orders', { nodes, checks })).toMatchObject({
      dataAsOf: '2026-01-01T00:00:00.000Z',
      sourceStatus: 'ERROR',
      sources: [
        { uniqueId: 'source.shop.b', verdict: 'ERROR' },
        { uniqueId: 'source.shop.c', verdict: 'WARN' },
        { uniqueId: 'source.shop.a', verdict: null, maxLoadedAt: null },
      ],
    });
  });

  test('a date of year 1, and one of the check itself, are no times', () => {
    const nodes = [...raw, model('orders', ['source.shop.a', 'source.shop.b'])];
    const checks = [
      check('source.shop.a', { maxLoadedAt: '0001-01-01T00:00:00+00:00' }),
      check('source.shop.b', { maxLoadedAt: '2026-11-20T03:00:00Z' }),
    ];
    expect(expectedAbove('orders', { nodes, checks })).toMatchObject({
      dataAsOf: null,
      sourceStatus: 'PASS',
    });
  });

  test('a threshold without a check is a verdict that is not known', () => {
    const nodes = [corpusNode('source', 'a', { hasThreshold: true }), model('orders', ['source.shop.a'])];
    expect(expectedAbove('orders', { nodes }).sourceStatus).toBe('UNKNOWN');
  });

  test('a model stands in the place of a source on its relation, which is counted where it is checked', () => {
    const payments = model('payments', ['source.shop.a']);
    const nodes = [
      ...raw,
      payments,
      corpusNode('source', 'copy', { relation: payments.relation }),
      model('report', ['source.shop.copy']),
    ];
    const runs = [corpusRun('run', [{ uniqueId: 'model.shop.payments', status: 'error' }])];
    const idsOf = (checks: readonly FreshnessCheck[]) =>
      expectedAbove('report', { nodes, runs, checks }).sources.map(({ uniqueId }) => uniqueId);
    expect(idsOf([])).toEqual(['source.shop.a']);
    expect(idsOf([check('source.shop.copy')])).toEqual(['source.shop.copy', 'source.shop.a']);
    expect(expectedAbove('report', { nodes, runs }).failing).toEqual([
      { uniqueId: 'model.shop.payments', distance: 1 },
    ]);
  });

  test('failing builds and tests are told nearest first, cycles end, and the node itself is none', () => {
    const nodes = [
      ...raw,
      model('far', ['source.shop.a', 'model.shop.orders']),
      model('near', ['model.shop.far']),
      model('orders', ['model.shop.near', 'model.shop.far']),
    ];
    const failed = ['far', 'orders'].map((name) => ({ uniqueId: `model.shop.${name}`, status: 'error' }));
    const runs = [
      corpusRun('build', [
        ...failed,
        { uniqueId: 'test.shop.t', status: 'fail' },
        { uniqueId: 'test.shop.u', status: 'fail' },
      ]),
    ];
    const tests = [
      { uniqueId: 'test.shop.t', isUnit: false, owners: ['source.shop.a'] },
      { uniqueId: 'test.shop.u', isUnit: true, owners: ['model.shop.near'] },
    ];
    expect(expectedAbove('orders', { nodes, runs, tests }).failing).toEqual([
      { uniqueId: 'model.shop.far', distance: 1 },
      { uniqueId: 'source.shop.a', distance: 2 },
    ]);
  });
});

describe('an answer that differs from what was counted is reported', () => {
  const expected = expectedAbove('orders', {
    nodes: [...raw, model('orders', ['source.shop.a'])],
    checks: [check('source.shop.a')],
  });
  const right: Judged['answer'] = {
    dataAsOf: '2026-11-20T02:00:00.000Z',
    reason: null,
    sourceStatus: 'PASS',
    sourceCount: 1,
    unknownSources: 0,
    sources: [
      { node: { uniqueId: 'source.shop.a' }, maxLoadedAt: '2026-11-20T02:00:00.000Z', status: 'PASS' },
    ],
    failing: [],
  };
  const reported = (answer: Partial<Judged['answer']>) =>
    unexplained(
      rowsOfUpstream([{ name: 'orders', type: 'model', expected, answer: { ...right, ...answer } }]),
    );

  test('none where all is right', () => {
    expect(reported({})).toEqual([]);
  });

  test.each([
    ['another time', { dataAsOf: '2026-11-21T02:00:00.000Z' }],
    ['another verdict', { sourceStatus: 'WARN' }],
    ['another count', { sourceCount: 2 }],
    ['no sources', { sources: [] }],
    ['a reason without need', { reason: 'The load time is not known.' }],
    ['a failing node too many', { failing: [{ node: { uniqueId: 'model.shop.x' }, distance: 1 }] }],
  ])('%s', (_, answer) => {
    expect(reported(answer)).not.toEqual([]);
  });
});
