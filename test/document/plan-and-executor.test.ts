import { hash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Faults } from '../../discovery/switchboard.ts';
import { post } from '../support/ask.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { arbitraryRequest, type GeneratedRequest } from './generate-documents.ts';

/** Models, seeds and sources of both environments of the demo, and one that both build. */
const TABLES = [
  { schema: 'marts', name: 'customers', columns: ['customer_id', 'email', 'lifetime_amount'] },
  { schema: 'marts', name: 'payments', columns: ['payment_id', 'amount'] },
  { schema: 'marts', name: 'orders', columns: ['order_id'] },
  { schema: 'marts', name: 'RevenueByStore', columns: [] },
  { schema: 'finance', name: 'reconciled_payments', columns: ['payment_id'] },
  { schema: 'reference', name: 'exchange_rates', columns: ['currency'] },
  { schema: 'raw', name: 'customers', columns: ['id', 'email'] },
  { schema: 'raw', name: 'bank_transactions', columns: ['id'] },
].map((table) => ({ database: 'warehouse', ...table }));

const NOW_MS = Date.parse('2026-11-26T12:00:00Z');
/** Until a circuit that has opened lets a trial through. */
const CIRCUIT_MS = 31_000;

interface Situation {
  readonly title: string;
  readonly requests: number;
  readonly faults: Faults | null;
  readonly isConnected: boolean;
}

const SITUATIONS: readonly Situation[] = [
  { title: 'dbt answers', requests: 1250, faults: null, isConnected: true },
  {
    title: 'one of two environments fails',
    requests: 400,
    faults: { status: 503, onlyEnvironment: 912 },
    isConnected: true,
  },
  { title: 'dbt fails', requests: 250, faults: { status: 503 }, isConnected: true },
  { title: 'dbt is not connected', requests: 100, faults: null, isConnected: false },
];

describe.each(SITUATIONS)('while $title', ({ requests, faults, isConnected }) => {
  let stack: Stack;
  const clock = { nowMs: NOW_MS };

  beforeAll(async () => {
    stack = await startStack({ connect: isConnected, now: () => clock.nowMs });
    if (faults !== null) await failFrom(stack, faults, clock);
  });

  afterAll(() => stack.stop());

  test(`${requests} generated requests are answered by their plans as by the executor, byte for byte`, async () => {
    const before = await waysOf(stack);
    for (const request of fc.sample(arbitraryRequest(TABLES), { numRuns: requests, seed: requests })) {
      const executed = await send(stack, request, 'executor');
      // What is written first is answered from then on.
      for (const time of ['first', 'second'])
        expect(await send(stack, request, 'plan'), `${time} time: ${request.query}`).toEqual(executed);
    }
    const after = await waysOf(stack);
    // The others have no references, or null among them, which is for the executor to refuse.
    expect(after.plan - before.plan).toBeGreaterThan(requests * 1.5);
    expect(after.executor - before.executor).toBeGreaterThan(requests * 0.75);
  }, 240_000);
});

/** Forgets what is known, and asks until nothing moves any more: what can be read is known, the circuit is open. */
async function failFrom(stack: Stack, faults: Faults, clock: { nowMs: number }): Promise<void> {
  stack.discovery.switchboard.set(faults);
  await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
  const everything = `... on Table { dbtDescription dbtTests { severity } dbt { match { candidates { tags rawCode } } node { tags rawCode }
    columns { dbt { index } } } }`;
  for (let round = 0; round < 4; round += 1) {
    clock.nowMs += CIRCUIT_MS;
    await stack.query(`query ($r: [_Any!]!) { _entities(representations: $r) { ${everything} } }`, {
      r: TABLES.map(({ columns: _, ...table }) => ({ __typename: 'Table', ...table })),
    });
  }
}

/** A query that comes with its own hash is registered, which the executor's server does. */
async function send(stack: Stack, request: GeneratedRequest, way: 'plan' | 'executor') {
  const sha256Hash = hash('sha256', request.query);
  const extensions = way === 'plan' ? {} : { persistedQuery: { version: 1, sha256Hash } };
  const { status, text, headers } = await post(
    `${stack.url}/graphql`,
    JSON.stringify({ ...request, extensions }),
  );
  return { status, text, type: headers.get('content-type') };
}

async function waysOf(stack: Stack): Promise<{ plan: number; executor: number }> {
  const text = await (await fetch(`${stack.url}/metrics`)).text();
  const countOf = (way: string) =>
    Number(
      new RegExp(`^dbt_subgraph_entities_requests_total\\{way="${way}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
    );
  return { plan: countOf('plan'), executor: countOf('executor') };
}
