import { describe, expect, it } from 'vitest';
import { toFreshness } from '../../../src/facts/freshness.ts';
import { type HealthInput, type HealthVerdict, toHealth } from '../../../src/facts/health.ts';
import type { NodeDetails } from '../../../src/facts/node.ts';
import { summarizeTests } from '../../../src/facts/test-summary.ts';
import { built, details, sourceDetails, testFact } from '../builders.ts';
import { freshness, model, type ProjectNode, source, unbuilt, upstreamOf } from './projects.ts';

/** From the nodes that dbt lists to the level: what the sources upstream of a table make of its health. */

const NOW_MS = Date.parse('2026-03-31T00:00:00Z');
const YESTERDAY = '2026-03-30T00:00:00Z';
const LONG_AGO = '2026-02-01T00:00:00Z';

const checked = (status: string, snapshottedAt = YESTERDAY) =>
  freshness({ checked: true, status, snapshottedAt, maxLoadedAt: LONG_AGO, hasThreshold: true });

function health(
  upstream: HealthInput['upstream'],
  node: NodeDetails = details({ execution: built(YESTERDAY) }),
  description: string | null = 'text',
): HealthVerdict {
  return toHealth({
    details: node,
    otherSources: [],
    upstream,
    summary: summarizeTests(node.execution === null ? [] : [testFact({ outcome: 'PASS' })]),
    freshness: toFreshness(node, []),
    description,
    nowMs: NOW_MS,
  });
}

/** The health of `orders`, which is well by itself and reads each of these sources through one model. */
function healthOver(...sources: readonly ProjectNode[]): HealthVerdict {
  const ids = sources.map(({ graph }) => graph.uniqueId);
  const nodes = [...sources, model('staged', ids), model('orders', ['model.shop.staged'])];
  return health(upstreamOf('model.shop.orders', nodes).health);
}

describe('health over sources upstream', () => {
  it.each<[string, ProjectNode, HealthVerdict]>([
    ['passes', source('a', checked('pass')), { level: 'HEALTHY', reasons: [] }],
    ['is not configured', source('a', null), { level: 'HEALTHY', reasons: [] }],
    [
      'warns',
      source('a', checked('warn')),
      { level: 'CAUTION', reasons: ['The freshness of source raw.a upstream warns.'] },
    ],
    [
      'is in error',
      source('a', checked('error')),
      { level: 'DEGRADED', reasons: ['The freshness of source raw.a upstream is in error.'] },
    ],
    [
      'is in error and was not checked for long',
      source('a', checked('error', LONG_AGO)),
      { level: 'DEGRADED', reasons: ['The freshness of source raw.a upstream is in error.'] },
    ],
    [
      'passed long ago',
      source('a', checked('pass', LONG_AGO)),
      {
        level: 'DEGRADED',
        reasons: [
          'The freshness of source raw.a upstream is configured, but was not checked in the last 30 days.',
        ],
      },
    ],
    [
      'warned long ago',
      source('a', checked('warn', LONG_AGO)),
      {
        level: 'DEGRADED',
        reasons: [
          'The freshness of source raw.a upstream is configured, but was not checked in the last 30 days.',
          'The freshness of source raw.a upstream warns.',
        ],
      },
    ],
    [
      'is configured and was never checked',
      source('a', freshness({ hasThreshold: true })),
      {
        level: 'DEGRADED',
        reasons: [
          'The freshness of source raw.a upstream is configured, but was not checked in the last 30 days.',
        ],
      },
    ],
  ])('of which one %s', (_title, one, verdict) => {
    expect(healthOver(one, source('fine', checked('pass')))).toEqual(verdict);
  });

  it('each criterion has one sentence, worst first', () => {
    const { level, reasons } = healthOver(
      source('late', checked('pass', LONG_AGO)),
      source('w1', checked('warn')),
      source('w2', checked('warn')),
      source('e', checked('runtime error')),
    );
    expect(level).toBe('DEGRADED');
    expect(reasons).toEqual([
      'The freshness of source raw.e upstream is in error.',
      'The freshness of source raw.late upstream is configured, but was not checked in the last 30 days.',
      'The freshness of 2 sources upstream warns: source raw.w1 and 1 more.',
    ]);
  });

  it('sources themselves are judged by their own check alone', () => {
    const own = sourceDetails({ checked: true, status: 'pass', snapshottedAt: YESTERDAY });
    const inError = upstreamOf('source.shop.raw.a', [source('a', checked('error'))]).health;
    expect(health(inError, own)).toEqual({ level: 'HEALTHY', reasons: [] });
    expect(health({ unknownReason: 'Not known.' }, own)).toEqual({ level: 'HEALTHY', reasons: [] });
  });
});

describe('where what is upstream is not known', () => {
  const unknown = { unknownReason: 'The graph is being read.' };

  it('the level is that of the rest, and the last sentence says so, whatever the level', () => {
    expect(health(unknown)).toEqual({ level: 'HEALTHY', reasons: ['The graph is being read.'] });
    expect(health(unknown, undefined, null)).toEqual({
      level: 'CAUTION',
      reasons: ['It has no description.', 'The graph is being read.'],
    });
    const broken = details({ execution: built(YESTERDAY, { lastRunStatus: 'error' }) });
    expect(health(unknown, broken)).toEqual({
      level: 'DEGRADED',
      reasons: ['The last build failed: it ended with "error".', 'The graph is being read.'],
    });
    expect(health(unknown, details())).toEqual({
      level: 'UNKNOWN',
      reasons: ['No run has processed it, and none of its tests has a verdict.', 'The graph is being read.'],
    });
  });

  it('what is known of a part of it counts', () => {
    const nodes = [
      source('a', checked('error')),
      unbuilt('hidden', null),
      model('orders', ['source.shop.raw.a', 'model.shop.hidden']),
    ];
    expect(health(upstreamOf('model.shop.orders', nodes).health)).toEqual({
      level: 'DEGRADED',
      reasons: [
        'The freshness of source raw.a upstream is in error.',
        "There may be more sources upstream than are known: dbt's API at this host does not tell what model hidden is made of.",
      ],
    });
  });
});
