import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourOf } from '../../src/coverage/hour-counts.ts';
import { TenantAsks } from '../../src/coverage/tenant-asks.ts';
import { Tenants } from '../../src/coverage/tenants.ts';
import type { RelationTarget } from '../../src/loaders/table-target.ts';

const HOUR_MS = 60 * 60_000;
const MAX = 6;
const SLACK = 3;
const START_MS = 480_000 * HOUR_MS;

const targetOf = (number: number): RelationTarget => ({
  kind: 'relation',
  relation: { database: 'wh', schema: 'marts', name: `t${number}` },
  environmentIds: null,
});

type Step =
  | { readonly kind: 'ask'; readonly tables: readonly number[] }
  | { readonly kind: 'settle' }
  | { readonly kind: 'wait'; readonly minutes: number };

const stepsUpTo = (tables: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('ask' as const),
        tables: fc.array(fc.nat(tables - 1), { maxLength: 8 }),
      }),
      fc.record({ kind: fc.constant('settle' as const) }),
      fc.record({ kind: fc.constant('wait' as const), minutes: fc.nat(600) }),
    ),
    { maxLength: 60 },
  );

/** What a request has asked for, by the hour: a plain list, of which nothing is ever forgotten. */
interface Ask {
  readonly table: number;
  readonly atMs: number;
}

function run(steps: readonly Step[]) {
  let nowMs = START_MS;
  let request = 0;
  const asks = new TenantAsks({
    maxTables: MAX,
    isShared: false,
    slack: SLACK,
    sinceMs: nowMs,
    now: () => nowMs,
    onWeighed: (bytes) => {
      weight += bytes;
    },
  });
  let weight = 0;
  let mostKept = 0;
  const all: Ask[] = [];
  for (const step of steps) {
    if (step.kind === 'wait') {
      const laterMs = nowMs + step.minutes * 60_000;
      // As `Tenants` does when an hour ends.
      if (hourOf(laterMs) !== hourOf(nowMs)) asks.settle();
      nowMs = laterMs;
    } else if (step.kind === 'settle') asks.settle();
    else {
      request += 1;
      const named = { number: request, atMs: nowMs, tableOf: (target: RelationTarget) => asks.rowOf(target) };
      for (const number of step.tables) named.tableOf(targetOf(number)).count(named);
      for (const number of new Set(step.tables)) all.push({ table: number, atMs: nowMs });
    }
    mostKept = Math.max(mostKept, asks.size);
  }
  const counts = new Map(
    asks.tables().map((row) => [row.target.relation.name, row.counts.total(hourOf(nowMs))] as const),
  );
  const isInWindow = ({ atMs }: Ask) => hourOf(atMs) > hourOf(nowMs) - 25;
  const truth = new Map<string, number>();
  for (const ask of all.filter(isInWindow)) {
    truth.set(`t${ask.table}`, (truth.get(`t${ask.table}`) ?? 0) + 1);
  }
  return { asks, counts, truth, mostKept, weight };
}

test('as many tables as are remembered are counted exactly, each once for each request', () => {
  fc.assert(
    fc.property(stepsUpTo(MAX), (steps) => {
      const { counts, truth, asks } = run(steps);
      expect(counts).toEqual(truth);
      expect(asks.forgottenAtMs).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test('of more tables no more are kept than the bound allows, and no count is too high', () => {
  fc.assert(
    fc.property(stepsUpTo(40), (steps) => {
      const { counts, truth, mostKept, asks, weight } = run(steps);
      expect(mostKept).toBeLessThanOrEqual(MAX + SLACK);
      for (const [name, count] of counts) expect(count).toBeLessThanOrEqual(truth.get(name) ?? 0);
      const isWhole = [...truth].every(([name, count]) => counts.get(name) === count);
      if (!isWhole) expect(asks.forgottenAtMs).not.toBeNull();
      expect(weight).toBe(asks.bytes);
      expect(weight > 0).toBe(asks.size > 0);
    }),
    { numRuns: 500 },
  );
});

test('names that are made up, however many, push out no table that was asked for twice', () => {
  const real = Array.from({ length: MAX }, (_, number) => number);
  const ask = (tables: readonly number[]): Step => ({ kind: 'ask', tables });
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(MAX - 1), { maxLength: 4 }), { minLength: 1, maxLength: 40 }),
      (pages) => {
        const flood = pages.map((tables, page) =>
          ask([...tables, ...Array.from({ length: 5 }, (_, position) => 1000 + page * 5 + position)]),
        );
        const { counts, truth } = run([ask(real), ask(real), ...flood]);
        for (const number of real) expect(counts.get(`t${number}`)).toBe(truth.get(`t${number}`));
      },
    ),
    { numRuns: 300 },
  );
});

test('when all tenants together weigh too much, the one with the most tables gives way', () => {
  const weights: number[] = [];
  const tenants = new Tenants({
    bounds: { maxTables: 1000, slack: 100, maxBytes: 200_000 },
    isShared: false,
    onWeighed: (bytes) => void weights.push(bytes),
    now: () => START_MS,
  });
  const ask = (tenant: string, from: number, count: number) => {
    const request = tenants.requestOf(tenant);
    for (let number = from; number < from + count; number += 1) {
      request.tableOf(targetOf(number)).count(request);
    }
  };
  for (const tenant of ['small', 'other']) ask(tenant, 0, 5);
  for (let page = 0; page < 50; page += 1) ask('large', page * 100, 100);
  expect(tenants.find('small')?.tables()).toHaveLength(5);
  expect(tenants.find('other')?.tables()).toHaveLength(5);
  expect(tenants.find('large')?.forgottenAtMs).toBe(START_MS);
  expect(Math.max(...weights)).toBeLessThanOrEqual(210_000);
  expect(tenants.find('large')?.bytes).toBeLessThanOrEqual(200_000);
});
