import { expect, test } from 'vitest';
import type { Parsed } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { startStack } from '../support/start-stack.ts';
import { askFor, connect, readCoverage } from './read-coverage.ts';

const MADE_UP = 20_000;
const PER_REQUEST = 5000;
const MAX_TABLES = 10_000;

test('20,000 made-up names push out no table that is asked for now and then, and the answer says that some are missing', async () => {
  await using stack = await startStack({ connect: false });
  await connect(stack);
  const real = ['marts.customers', 'marts.orders', 'marts.no_such_table'].map(table);
  await askFor(stack, real);
  await askFor(stack, real);
  for (let from = 0; from < MADE_UP; from += PER_REQUEST) {
    const names = Array.from({ length: PER_REQUEST }, (_, number) => table(`made.up_${from + number}`));
    const { errors } = await askFor(stack, names);
    expect(errors).toBeUndefined();
  }
  const coverage = await readCoverage(stack);
  expect(coverage).toMatchObject({ asked: MAX_TABLES, matched: 2 });
  expect(coverage.tables.slice(0, 3)).toMatchObject([
    { name: 'customers', status: 'EXACT', timesAsked: 2 },
    { name: 'no_such_table', status: 'NOT_IN_DBT', timesAsked: 2 },
    { name: 'orders', status: 'EXACT', timesAsked: 2 },
  ]);
  expect(coverage.tables.slice(3).every(({ timesAsked }: Parsed) => timesAsked === 1)).toBe(true);
  expect(coverage.statuses).toEqual([
    { status: 'NOT_IN_DBT', tables: MAX_TABLES - 2 },
    { status: 'EXACT', tables: 2 },
  ]);
  expect(coverage.incompleteReason).toBe(
    'More tables were asked for than the 10000 that are remembered, so those that are asked for least are missing, and some counts are too low. If the names look made up, find out which client sends them.',
  );

  // One that comes in among them is seen at once.
  await askFor(stack, [table('marts.payments')]);
  const { matched } = await readCoverage(stack);
  expect(matched).toBe(3);
});

test('as many tables as are remembered are all there', async () => {
  await using stack = await startStack({ connect: false });
  const names = Array.from({ length: MAX_TABLES }, (_, number) => table(`marts.t_${number}`));
  await askFor(stack, names);
  expect(await readCoverage(stack)).toMatchObject({
    asked: MAX_TABLES,
    incompleteReason: null,
    statuses: [{ status: 'NOT_CONFIGURED', tables: MAX_TABLES }],
  });
});

test('no turn of the event loop works on more than a slice of the tables', async () => {
  let turns = 0;
  await using stack = await startStack({
    connect: false,
    turn: () => {
      turns += 1;
      return new Promise((resolve) => setImmediate(resolve));
    },
  });
  await connect(stack);
  await askFor(
    stack,
    Array.from({ length: 1000 }, (_, number) => table(`marts.t_${number}`)),
  );
  turns = 0;
  const { tables } = await readCoverage(stack);
  expect(tables).toHaveLength(1000);
  // A reason may take half a millisecond to word.
  expect(turns).toBeGreaterThanOrEqual(1000 / 25);
});
