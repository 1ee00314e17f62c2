import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startSystem, TABLES } from './system.ts';

const REASON = 'no such table: dbt_integrations';

test('the store cannot be read: what is remembered serves for some seconds, then an error, never NOT_CONFIGURED; the log says why, once a minute', async () => {
  await using system = await startSystem();
  const { one, clock } = system;
  const before = await one.page();
  using db = new DatabaseSync(system.storeUrl.replace('sqlite://', ''));
  db.exec('ALTER TABLE dbt_integrations RENAME TO elsewhere');

  clock.turn(3_000);
  expect(await one.page()).toEqual(before);
  clock.turn(3_000);
  for (let view = 0; view < 3; view += 1) {
    const { codes, statuses } = await one.page();
    expect(codes).toEqual(['STORE_UNAVAILABLE']);
    expect(statuses).toEqual(TABLES.map(() => 'UNAVAILABLE'));
  }
  const reasons = () => one.log.text.split('\n').filter((line) => line.includes(REASON)).length;
  // One for the remembered integration that could not be read again, one for the errors.
  expect(reasons()).toBe(2);
  clock.turn(60_000);
  await one.page();
  expect(reasons()).toBe(3);

  db.exec('ALTER TABLE elsewhere RENAME TO dbt_integrations');
  expect(await one.page()).toEqual(before);
});

test('the store cannot be read: webhooks and readiness say so, and the log says why, once a minute', async () => {
  await using system = await startSystem({ webhook: true });
  const { one, clock } = system;
  using db = new DatabaseSync(system.storeUrl.replace('sqlite://', ''));
  db.exec('ALTER TABLE dbt_integrations RENAME TO elsewhere');
  db.exec('ALTER TABLE dbt_integration_revisions RENAME TO elsewhere_too');
  const linesWith = (text: string) => one.log.text.split('\n').filter((line) => line.includes(text)).length;

  const failAll = async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const delivered = await system.deliver();
      expect([delivered.status, await delivered.json()]).toEqual([
        503,
        {
          errors: [
            {
              message: 'The store of integrations does not answer. Try again shortly.',
              extensions: { code: 'STORE_UNAVAILABLE' },
            },
          ],
        },
      ]);
      expect((await fetch(`${one.url}/health/ready`)).status).toBe(503);
    }
  };
  await failAll();
  expect(linesWith(`${REASON}"`)).toBe(1);
  expect(linesWith('no such table: dbt_integration_revisions"')).toBe(1);
  clock.turn(60_000);
  await failAll();
  expect(linesWith(`${REASON}"`)).toBe(2);
  expect(linesWith('no such table: dbt_integration_revisions"')).toBe(2);
  // Warnings: nobody has to be woken for each delivery.
  expect(linesWith('"level":"error"')).toBe(0);
});
