import { expect, test } from 'vitest';
import { startStack } from '../support/start-stack.ts';
import { placesOf, shownPath } from './error-places.ts';
import { FORGET } from './page.ts';
import { queryCounted } from './traffic.ts';

/** Selections that differ: of equal ones Hive Gateway makes one list of references. */
const TWO_LISTS = `{
  known: tables(schema: "staging") { name dbtDescription lastRefreshedAt dbt { match { status } } }
  unknown: tables(schema: "finance") { name dbtDescription dbt { match { status } } } }`;

test('two lists of tables travel in one request, each _entities under an alias, and are whole', async () => {
  await using stack = await startStack({ gateway: 'hive' });
  const { body, traffic } = await queryCounted(stack, TWO_LISTS);
  expect(traffic).toEqual({ requests: 1, references: 9 });
  expect(Object.keys(body)).toEqual(['data']);
  for (const table of [...body.data.known, ...body.data.unknown]) {
    expect(table.dbt.match.status).toBe('EXACT');
  }
});

test('an error of the second list in that request stands at the second list', async () => {
  await using stack = await startStack({ gateway: 'hive' });
  stack.discovery.switchboard.set({ status: 503, onlyEnvironment: 912 });
  await stack.query(FORGET);
  const { body } = await stack.query(TWO_LISTS);
  for (const table of body.data.known) expect(table.dbt.match.status).toBe('EXACT');
  for (const table of body.data.unknown) expect(table.dbt.match.status).toBe('UNAVAILABLE');
  const path = shownPath('hive', ['unknown', 0, 'dbtDescription']);
  expect(placesOf(body)).toEqual([{ code: 'DBT_UNREACHABLE', path }]);
});
