import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAILY } from '../support/artifact-nodes.ts';
import { tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';
import type { Stack } from '../support/start-stack.ts';
import { pathOf, type Situation, toProject } from './health-situations.ts';

/** A level, and a word of each reason for it, worst first. */
type Row = readonly [what: string, level: string, reasons: readonly RegExp[], situation: Situation];

const NO_THRESHOLD = {
  warn_after: { count: null, period: null },
  error_after: { count: null, period: null },
};
const BUILD = /build|built|run|attempt/i;
const builtBefore = (latest: string) => ({ builds: { earlier: 'success', latest } });

const ROWS: readonly Row[] = [
  ['a model that misses nothing', 'HEALTHY', [], {}],
  ['the last build failed', 'DEGRADED', [BUILD], builtBefore('error')],
  ['a test fails', 'DEGRADED', [/test/i], { tests: ['pass', 'fail'] }],
  ['a test errs', 'DEGRADED', [/test/i], { tests: ['error', 'pass'] }],
  ['no build in 30 days', 'CAUTION', [BUILD], { builds: { longAgo: 'success' } }],
  ['the last attempt was skipped', 'CAUTION', [/skipped/i], builtBefore('skipped')],
  ['the last attempt was cancelled', 'CAUTION', [/cancelled/i], builtBefore('cancelled')],
  ['there are no tests', 'CAUTION', [/test/i], { tests: [] }],
  ['a test warns', 'CAUTION', [/test.*warn|warn.*test/i], { tests: ['pass', 'warn'] }],
  ['a test has no verdict', 'CAUTION', [/test/i], { tests: ['pass', null] }],
  ['a test was skipped', 'CAUTION', [/test/i], { tests: ['pass', 'skipped'] }],
  ['there is no description', 'CAUTION', [/descri/i], { fields: { description: ' ' } }],
  ['a unit test fails, which judges no row', 'HEALTHY', [], { unitTest: 'fail' }],
  [
    'much is missing',
    'DEGRADED',
    [BUILD, /test/i, /test|warn/i, /descri/i],
    { ...builtBefore('error'), tests: ['warn', 'fail'], fields: { description: '' } },
  ],
  ['a source over it is in time', 'HEALTHY', [], { over: { freshness: DAILY }, checked: { latest: 'pass' } }],
  ['a source over it is not configured', 'HEALTHY', [], { over: {} }],
  [
    'a source over it is late',
    'CAUTION',
    [/fresh/i],
    { over: { freshness: DAILY }, checked: { latest: 'warn' } },
  ],
  [
    'a source over it is too late',
    'DEGRADED',
    [/fresh/i],
    { over: { freshness: DAILY }, checked: { latest: 'error' } },
  ],
  [
    'a source over it was not checked for 30 days',
    'DEGRADED',
    [/fresh/i],
    { over: { freshness: DAILY }, checked: { longAgo: 'pass' } },
  ],
  [
    'a source over it was never checked, though configured',
    'DEGRADED',
    [/fresh/i],
    { over: { freshness: DAILY } },
  ],
];

const IN_TIME: Situation = { isSource: true, fields: { freshness: DAILY }, checked: { latest: 'pass' } };

const SOURCES: readonly Row[] = [
  ['a source in time, of which there is no test', 'HEALTHY', [], IN_TIME],
  ['a source that is too late', 'DEGRADED', [/fresh/i], { ...IN_TIME, checked: { latest: 'error' } }],
  [
    'a source whose check broke',
    'DEGRADED',
    [/fresh/i],
    { ...IN_TIME, checked: { latest: 'runtime error' } },
  ],
  ['a source of which a test fails', 'DEGRADED', [/test/i], { ...IN_TIME, tests: ['fail'] }],
  ['a source that is late', 'CAUTION', [/fresh/i], { ...IN_TIME, checked: { latest: 'warn' } }],
  ['a source whose freshness is not configured', 'CAUTION', [/fresh/i], { isSource: true }],
  [
    'a source whose criteria hold no threshold',
    'CAUTION',
    [/fresh/i],
    { isSource: true, fields: { freshness: NO_THRESHOLD } },
  ],
  [
    'a source that was not checked for 30 days',
    'CAUTION',
    [/fresh/i],
    { ...IN_TIME, checked: { longAgo: 'pass' } },
  ],
  ['a source that was never checked', 'CAUTION', [/fresh/i], { ...IN_TIME, checked: {} }],
  ['a source without criteria that is checked all the same', 'HEALTHY', [], { ...IN_TIME, fields: {} }],
  ['a source of which a test warns', 'CAUTION', [/test/i], { ...IN_TIME, tests: ['warn'] }],
  ['a source of which a test has no verdict', 'CAUTION', [/test/i], { ...IN_TIME, tests: [null] }],
  [
    'a source without a description',
    'CAUTION',
    [/descri/i],
    { ...IN_TIME, fields: { freshness: DAILY, description: '' } },
  ],
];

const rows = [...ROWS, ...SOURCES].map(([what, level, reasons, situation], number) => ({
  what,
  level,
  reasons,
  situation,
  path: pathOf(number),
}));

let stack: Stack;
beforeAll(async () => {
  stack = await serve(toProject(rows.map(({ situation }) => situation)));
});
afterAll(() => stack.stop());

test.each(rows)('$what: $level', async ({ path, level }) => {
  const { dbt } = await tableFacts(stack, path, 'dbt { match { status } health }');
  expect(dbt).toEqual({ match: { status: 'EXACT' }, health: level });
});

test.each(rows)('$what: the reasons say so, a sentence each', async ({ path, reasons }) => {
  const { dbt } = await tableFacts(stack, path, 'dbt { healthReasons }');
  expect(dbt.healthReasons).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
  for (const sentence of dbt.healthReasons) expect(sentence).toMatch(/^[A-Z0-9`"][^\n]{8,200}\.$/);
});

test('the level and the reasons never depend on what else is selected', async () => {
  for (const { path } of rows) {
    const level = await tableFacts(stack, path, 'dbt { health }');
    const reasons = await tableFacts(stack, path, 'dbt { healthReasons }');
    const all = await tableFacts(
      stack,
      path,
      `dbtDescription dbtTests { name } dbt { health healthReasons freshness { basis } columns { name } }`,
    );
    expect(all.dbt).toMatchObject({ ...level.dbt, ...reasons.dbt });
  }
});
