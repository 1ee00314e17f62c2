import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TABLES_QUERY } from '../../demo/queries.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

// A host may hand out fewer rows than were asked: a connection is followed by its cursor wherever it is read.

/** After the demo's artifacts; the same for every answer, since answers tell when they were read. */
const now = () => Date.parse('2026-11-26T12:00:00Z');
/** A row a page is a hundred requests: no reader is to be sent away for it here. */
const env = { DBT_DEADLINE_MS: String(PATIENT_MS) };

let whole: string;
let wholeRequests: number;
let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ gateway: 'apollo', now, env });
  whole = (await stack.query(TABLES_QUERY)).text;
  wholeRequests = stack.discovery.requests.discovery().length;
});
afterAll(() => stack.stop());

test('with pages as large as they were asked, the demo is whole', () => {
  const { data, errors } = JSON.parse(whole);
  expect(errors).toBeUndefined();
  const file = new URL('../../demo/warehouse/tables.json', import.meta.url);
  expect(data.tables).toHaveLength(JSON.parse(readFileSync(file, 'utf8')).length);
  expect(whole).toContain('not_null_orders_order_id');
});

test.each([1, 7, 12])('with %d rows a page every answer is the same, byte for byte', async (maxRows) => {
  await using capped = await startStack({ gateway: 'apollo', connect: false, now, env });
  capped.discovery.switchboard.set({ maxRows, only: 'discovery' });
  await capped.connect();
  const { text } = await capped.query(TABLES_QUERY);
  expect(firstDifference(text, whole)).toBeNull();
  expect(capped.discovery.requests.discovery().length).toBeGreaterThan(wholeRequests);
});

/** Both texts around the first byte in which they differ: the whole answer is a hundred kilobytes. */
function firstDifference(found: string, expected: string): readonly [string, string] | null {
  if (found === expected) return null;
  let at = 0;
  while (found[at] === expected[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 120);
  return [around(found), around(expected)];
}
