import { readFileSync } from 'node:fs';
import { findPort } from '../../demo/free-port.ts';
import { connectUnasked, startConsole } from '../../test/browser/support/console-stack.ts';
import type { Stack } from '../../test/support/start-stack.ts';
import { connectWebhook } from '../../test/support/webhook.ts';

const HOUR_MS = 60 * 60_000;
const TABLES = new URL('../../demo/warehouse/tables.json', import.meta.url);

interface Relation {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** The demo's subgraph as it stands after a night's use, at `nowMs`: connected a while ago, told of a job, asked for every table. */
export async function startPictured(nowMs: number): Promise<Stack> {
  const clock = { nowMs: nowMs - 22 * HOUR_MS };
  const stack = await startConsole({
    connect: false,
    now: () => clock.nowMs,
    discovery: { port: await findPort(4010) },
    env: { PUBLIC_URL: 'https://dbt-subgraph.example.com' },
  });
  await connectUnasked(stack);
  const deliver = await connectWebhook(stack);
  const tables: readonly Relation[] = JSON.parse(readFileSync(TABLES, 'utf8'));
  const unmatched = tables.filter(({ schema }) => schema === 'scratch' || schema === 'intermediate');
  for (const [hoursAgo, asked] of [
    [9, tables],
    [6, unmatched],
    [4, tables.slice(0, 24)],
    [2, unmatched],
  ] as const) {
    clock.nowMs = nowMs - hoursAgo * HOUR_MS;
    await ask(stack, asked);
  }
  clock.nowMs = nowMs - HOUR_MS;
  await deliver(834, clock.nowMs);
  clock.nowMs = nowMs - 60_000;
  await ask(stack, tables.slice(0, 12));
  clock.nowMs = nowMs;
  return stack;
}

async function ask(stack: Stack, tables: readonly Relation[]): Promise<void> {
  const representations = tables.map(({ database, schema, name }) => ({
    __typename: 'Table',
    database,
    schema,
    name,
  }));
  await stack.query(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Table { dbt { match { status } } } } }',
    { representations },
  );
}
