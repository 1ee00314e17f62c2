import { expect, test } from 'vitest';
import { createOutbox } from '../../../discovery/memory/outbox.ts';
import { manifest, model, result, runResults } from '../fixtures/artifacts.ts';
import { arrival } from './fixtures/arrival.ts';
import { remember } from './fixtures/remember.ts';

const names = Array.from({ length: 400 }, (_, index) => `m${index}`);
const MANIFEST = arrival('manifest', manifest({ nodes: names.map((name) => model(name)) }));
const [NIGHT, NOON] = ['2026-05-04T02:00:00Z', '2026-05-04T12:00:00Z'];
const run = (time: string, message: string) =>
  arrival(
    'run_results',
    runResults(
      'run',
      time,
      names.map((name) => result(`model.shop.${name}`, 'success', time, { message })),
    ),
  );

test('a disk that is full refuses an artifact whole; what was known stays, and room lets it in', async () => {
  const memory = remember();
  try {
    memory.take([MANIFEST, run(NIGHT, 'x')]);
    const before = await memory.parts();
    memory.limitPages(1);
    // Texts that are no shorter when they are deflated.
    const large = run(NOON, Array.from({ length: 3000 }, (_, index) => (index * 7919).toString(36)).join(''));
    expect(() => memory.take([large])).toThrow(/full/);
    expect((await memory.parts()).runs).toEqual(before.runs);
    memory.limitPages(1_000_000);
    expect(memory.take([large])).toMatchObject([{ outcome: 'new', nodes: names.length }]);
    const after = await memory.parts();
    expect(new Set([...after.runs.values()].map(({ lastAttempt }) => lastAttempt?.generatedAt))).toEqual(
      new Set([NOON]),
    );
  } finally {
    memory.close();
  }
});

test('changes are told in slices, each row once and with its last value', () => {
  const outbox = createOutbox();
  const text = JSON.stringify('x'.repeat(10_000));
  for (const name of names) outbox.add('manifest', name, '0');
  for (const name of names) outbox.add('manifest', name, text);
  outbox.add('runs', 'm0', null);
  const slices = [...outbox.slices()];
  expect(slices.length).toBeGreaterThan(10);
  expect(Math.max(...slices.map(({ length }) => length))).toBeLessThan(300_000);
  const rows = slices.flatMap((slice): unknown[][] => JSON.parse(slice));
  expect(rows.slice(0, -1).map(([part, name]) => `${part} ${name}`)).toEqual(
    names.map((name) => `manifest ${name}`),
  );
  expect(rows.at(-1)).toEqual(['runs', 'm0', null]);
  expect([...outbox.slices()]).toEqual([]);
});
